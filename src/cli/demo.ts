import { Command, InvalidArgumentError, Option } from 'commander';

import { parseDuration } from '../config/units.ts';
import type { DemoOptions } from './demo/run.ts';
import { exitCodes, markFailed } from './failure.ts';
import { jsonOnRequestOption } from './options.ts';

/** Half of it goes into posting; less would not leave a slow machine the time, and more nobody waits for. */
const [leastWindowMs, mostWindowMs] = [4000, 600_000];

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'see it work: a recorded storm goes through a Stormfold of its own, and every count is checked',
    )
    .addOption(windowOption())
    .addOption(new Option('--stay', 'stay up until Ctrl-C, to look around (default: on a terminal)'))
    .addOption(new Option('--no-stay', 'end when all is shown'))
    .addOption(jsonOnRequestOption())
    .addHelpText(
      'after',
      '\nIt takes nothing from your configuration and leaves your Redis alone.' +
        '\n\nExamples:\n  $ stormfold demo\n  $ stormfold demo --no-stay --json',
    )
    .action(demo);
}

function windowOption(): Option {
  return new Option(
    '--window <duration>',
    'how long a storm takes alerts; the recording is posted in half of it',
  )
    .argParser(windowFrom)
    .default(12_000, '12s');
}

function windowFrom(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < leastWindowMs || ms > mostWindowMs)
    throw new InvalidArgumentError('It is not a duration from 4s to 10m.');
  return ms;
}

interface GivenOptions {
  readonly window: number;
  readonly stay?: boolean;
  readonly json?: boolean;
}

async function demo({ window, stay, json = false }: GivenOptions): Promise<void> {
  const isTerminal = process.stdout.isTTY && process.stdin.isTTY;
  const options: DemoOptions = { windowMs: window, stay: stay ?? (isTerminal && !json), json };
  // Not at the top: the other commands need no service, and start sooner without.
  const { runDemo } = await import('./demo/run.ts');
  const { right, clean } = await runDemo(options);
  if (!right) markFailed();
  // What was cut off may still hold connections, which would keep the process alive.
  if (!clean) process.exit(exitCodes.failed);
}
