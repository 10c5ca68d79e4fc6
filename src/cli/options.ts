import { InvalidArgumentError, Option } from 'commander';

import { parseDuration } from '../config/units.ts';

/** Options that several commands share, each made anew: a command keeps what it was given. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON');
}

export function limitOption(most: number): Option {
  return new Option('--limit <count>', 'print at most this many').argParser(countFrom1).default(most);
}

export function sinceOption(what: string): Option {
  return new Option('--since <age>', what).argParser(ageMs);
}

export function patternOption(): Option {
  return new Option('--pattern <text>', 'only of patterns whose text contains this, in any case');
}

function countFrom1(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('It is not a number from 1 on.');
  return count;
}

function ageMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('It is not a duration, such as 30m, 2h or 1h30m.');
  return ms;
}
