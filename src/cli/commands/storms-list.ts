import { Command, InvalidArgumentError, Option } from 'commander';

import { silentLog } from '../../log.ts';
import { listedStates } from '../../storm/listing.ts';
import { stormJson } from '../../storm/storm-json.ts';
import { type StormState, stormStates } from '../../storm/storm.ts';
import { UsageError, exitCodes } from '../failure.ts';
import { type StormFilter, findStorms, openFirst } from '../find-storms.ts';
import { atLeastMs, jsonOption, limitOption, patternOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';
import { stopOnSignals } from '../signals.ts';
import { stormsText } from '../storms-table.ts';

interface ListOptions {
  readonly state: readonly StormState[];
  readonly pattern?: string;
  readonly severity?: readonly string[];
  readonly limit: number;
  readonly watch?: true;
  readonly interval?: number;
  readonly json: boolean;
}

/** How often somebody who watches sees something new. */
const usualIntervalMs = 2000;

export function stormsListCommand(): Command {
  return new Command('list')
    .description('list storms, latest first')
    .addOption(stateOption())
    .addOption(patternOption())
    .addOption(
      new Option('--severity <severities>', 'only of these severities, separated by commas').argParser(words),
    )
    .addOption(limitOption(50))
    .option('--watch', 'go on until Ctrl-C, open storms first, the largest first; as JSON, a line a change')
    .addOption(
      new Option('--interval <duration>', 'look so often with --watch (default: 2s)').argParser(
        atLeastMs(100),
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold storms list --state open,failed --limit 20' +
        '\n  $ stormfold storms list --severity critical --watch --interval 5s',
    )
    .action(listStorms);
}

function stateOption(): Option {
  const option = new Option('--state <states>', 'only in these states, separated by commas')
    .argParser(statesFrom)
    .default(listedStates, 'all but divided');
  // For the help and the completion: the parser, which takes several, judges them.
  option.argChoices = [...stormStates];
  return option;
}

function statesFrom(text: string): readonly StormState[] {
  return words(text).map((word) => {
    const state = stormStates.find((known) => known === word);
    if (!state) throw new InvalidArgumentError(`States are ${stormStates.join(', ')}.`);
    return state;
  });
}

function words(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim());
}

async function listStorms(options: ListOptions, command: Command): Promise<void> {
  const { watch, interval, limit, json } = options;
  if (watch) return watchList(options, command);
  if (interval !== undefined) {
    throw new UsageError('--interval without --watch', { advice: 'A list that is printed once has none.' });
  }
  await withInstance(command, async ({ list, store }) => {
    const found = await findStorms(list, filterOf(options), limit);
    if (json) sayJson({ storms: found.storms.map(stormJson), more: found.more });
    else say(stormsText({ ...found, now: await store.now() }));
  });
}

async function watchList(options: ListOptions, command: Command): Promise<void> {
  const { interval: intervalMs = usualIntervalMs, limit, json } = options;
  const signal = stopOnSignals(silentLog());
  await withInstance(command, async ({ list, store }) => {
    const look = async () => ({
      ...(await openFirst(list, filterOf(options), limit)),
      now: await store.now(),
    });
    // Only now: a list that is printed once needs nothing of it.
    const { watchStorms } = await import('../watch-storms.ts');
    await watchStorms(look, { intervalMs, json, signal });
    // Nothing is left to do, and closing would wait for a Redis that is away.
    process.exit(exitCodes.done);
  });
}

function filterOf({ state, pattern, severity }: ListOptions): StormFilter {
  return {
    states: [...new Set(state)],
    ...(pattern !== undefined && { pattern }),
    ...(severity !== undefined && { severities: severity }),
  };
}
