import { Command, InvalidArgumentError, Option } from 'commander';

import { type Storm, type StormState, stormStates } from '../../storm/storm.ts';
import { jsonOption, limitOption } from '../options.ts';
import { say, sayJson, shorten } from '../output.ts';
import { withInstance } from '../session.ts';
import { stormJson } from '../../storm/storm-json.ts';
import { stormDetail } from '../storm-view.ts';
import { table } from '../table.ts';
import { whenText } from '../times.ts';

interface ListOptions {
  readonly state: readonly StormState[];
  readonly limit: number;
  readonly json: boolean;
}

export function stormsListCommand(): Command {
  return new Command('list')
    .description('list storms, latest first')
    .addOption(stateOption())
    .addOption(limitOption(50))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold storms list --state open,failed --limit 20')
    .action(listStorms);
}

function stateOption(): Option {
  return new Option(
    '--state <states>',
    `only in these states, separated by commas: ${stormStates.join(', ')}`,
  )
    .argParser(statesFrom)
    .default(stormStates, 'all');
}

function statesFrom(text: string): readonly StormState[] {
  return text.split(',').map((word) => {
    const state = stormStates.find((known) => known === word.trim());
    if (!state) throw new InvalidArgumentError(`States are ${stormStates.join(', ')}.`);
    return state;
  });
}

async function listStorms({ state, limit, json }: ListOptions, command: Command): Promise<void> {
  await withInstance(command, async ({ list, store }) => {
    const { storms, cursor } = await list.page(state, limit);
    const more = cursor !== undefined;
    if (json) return sayJson({ storms: storms.map(stormJson), more });
    if (storms.length === 0) return say('No storms.');
    const now = await store.now();
    const head = ['STORM', 'STATE', 'SEVERITY', 'ALERTS', 'DELIVERIES', 'OPENED', 'PATTERN', 'DETAIL'];
    say(
      table(
        head,
        storms.map((storm) => row(storm, now)),
      ),
    );
    if (more) say('There are more: raise --limit.');
  });
}

function row(storm: Storm, now: number): (string | number)[] {
  const { id, state, severity, alertCount, deliveryCount, openedAt, pattern } = storm;
  return [
    ...[id, state, severity, alertCount, deliveryCount, whenText(openedAt, now)],
    ...[shorten(pattern.text, 60), stormDetail(storm, now)],
  ];
}
