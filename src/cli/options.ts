import { InvalidArgumentError, Option } from 'commander';

import { parseDuration } from '../config/units.ts';

// Options that several commands share, each made anew: a command keeps what it was given.

/** For commands that answer: tables and words are for eyes, so that what goes into a pipe or a file is JSON by itself. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON').default(!process.stdout.isTTY, 'unless stdout is a terminal');
}

/** The way back from it, for `| grep`; the command line gives it to every command that has the option above. */
export function noJsonOption(): Option {
  return new Option('--no-json', 'print tables and words, into a pipe too');
}

/** For what has a form of its own, YAML or a story, wherever it goes. */
export function jsonOnRequestOption(): Option {
  return new Option('--json', 'print JSON');
}

export function limitOption(most: number): Option {
  return new Option('--limit <count>', 'print at most this many').argParser(countFrom1).default(most);
}

/** The same where all are meant unless it is given. */
export function atMostOption(what: string): Option {
  return new Option('--limit <count>', what).argParser(countFrom1);
}

export function sinceOption(what: string): Option {
  return new Option('--since <age>', what).argParser(ageMs);
}

export function patternOption(): Option {
  return new Option('--pattern <text>', 'only of patterns whose text contains this, in any case');
}

export function countFrom1(text: string): number {
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

/** The parser of an option that takes a duration of at least so many milliseconds. */
export function atLeastMs(leastMs: number): (text: string) => number {
  return (text) => {
    const ms = ageMs(text);
    if (ms < leastMs) throw new InvalidArgumentError(`It is less than ${leastMs}ms.`);
    return ms;
  };
}
