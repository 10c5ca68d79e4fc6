import { Command, InvalidArgumentError, Option } from 'commander';

import { parseTimestamp } from '../../alert/timestamp.ts';
import { explaining } from '../explain/explain.ts';
import { explainedJson } from '../explain/explain-json.ts';
import { explainedText } from '../explain/explain-view.ts';
import { readNotifications } from '../explain/read-notifications.ts';
import { jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { configOf } from '../session.ts';

interface ExplainOptions {
  readonly at?: number;
  readonly json: boolean;
}

export function configExplainCommand(): Command {
  return new Command('explain')
    .description(
      'say what the rules make of the alerts of a notification; Redis is not asked, so it is as if nothing was open',
    )
    .argument('<file...>', 'JSON bodies, or recorded streams: .jsonl, .jsonl.gz; - for a body on stdin')
    .addOption(atOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold config explain notification.json --config stormfold.yaml' +
        '\n  $ stormfold config explain - --at 2026-11-28T02:00:00Z < notification.json',
    )
    .action(explain);
}

function atOption(): Option {
  return new Option('--at <time>', 'as if they arrived then (default: now)').argParser((text) => {
    const ms = parseTimestamp(text);
    if (ms === undefined) throw new InvalidArgumentError('It is not a time, such as 2026-11-28T02:00:00Z.');
    return ms;
  });
}

async function explain(files: string[], { at, json }: ExplainOptions, command: Command): Promise<void> {
  const { ruleBook, partitions } = configOf(command);
  const nowMs = at ?? Date.now();
  const explained = explaining({ book: ruleBook, partitions, nowMs });
  // All are read before the first is told of: what can't be read is no half of an answer.
  const notifications = await readNotifications(files);
  const all = notifications.map(({ place, notification }) => ({ place, of: explained(notification) }));
  if (json) return sayJson(all.flatMap(({ place, of }) => of.map((each) => explainedJson(place, each))));
  say(all.map(({ place, of }) => explainedText(place, of, nowMs)).join('\n\n'));
}
