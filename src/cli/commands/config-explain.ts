import { Command, InvalidArgumentError, Option } from 'commander';

import { parseTimestamp } from '../../alert/timestamp.ts';
import { topologySettings } from '../../config/settings-topology.ts';
import type { Config } from '../../config.ts';
import { causesOf } from '../explain/causes.ts';
import { isCorrelated } from '../explain/episodes.ts';
import { causeJsonOf } from '../explain/causes-json.ts';
import { causesText } from '../explain/causes-view.ts';
import { type ExplainedAlert, alertsIn, explaining } from '../explain/explain.ts';
import { explainedJson } from '../explain/explain-json.ts';
import { explainedText } from '../explain/explain-view.ts';
import { withTopology } from '../explain/known-topology.ts';
import { readNotifications } from '../explain/read-notifications.ts';
import { jsonOption } from '../options.ts';
import { complain, say, sayJson } from '../output.ts';
import { configOf } from '../session.ts';

interface ExplainOptions {
  readonly at?: number;
  readonly topology?: string;
  readonly json: boolean;
}

export function configExplainCommand(): Command {
  return new Command('explain')
    .description(
      'say what the rules make of the alerts of a notification; Redis is not asked, so it is as if nothing was open',
    )
    .argument('<file...>', 'JSON bodies, or recorded streams: .jsonl, .jsonl.gz; - for a body on stdin')
    .addOption(atOption())
    .addOption(topologyOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold config explain notification.json --config stormfold.yaml' +
        '\n  $ stormfold config explain - --at 2026-11-28T02:00:00Z < notification.json' +
        '\n  $ stormfold config explain incident.jsonl.gz --topology topology.yaml',
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

function topologyOption(): Option {
  const words = "what tells of pods' owners and nodes: a file, kubernetes or off";
  return new Option(
    '--topology <source>',
    `${words} (default: the configuration's, where that is a file)`,
  ).argParser((text) => {
    const { data, error } = topologySettings.topologySource.kind.schema.safeParse(text);
    if (error)
      throw new InvalidArgumentError(
        'It is not off, kubernetes or the path of a file, with a slash or a dot in it.',
      );
    return data;
  });
}

async function explain(files: string[], options: ExplainOptions, command: Command): Promise<void> {
  const config = configOf(command);
  const { at: nowMs = Date.now(), json, topology: asked } = options;
  const explained = explaining({ book: config.ruleBook, partitions: config.partitions, nowMs });
  // All are read before the first is told of: what can't be read is no half of an answer.
  const notifications = await readNotifications(files);
  const all = notifications.map(({ place, notification }) => ({ place, of: explained(notification) }));
  const found = await findCauses(alertsIn(all.flatMap(({ of }) => of)), asked, { config, nowMs });
  if (json) {
    const causeOf = causeJsonOf(found?.scopes ?? [], found?.source);
    return sayJson(all.flatMap(({ place, of }) => of.map((each) => explainedJson(place, each, causeOf))));
  }
  const texts = all.map(({ place, of }) => explainedText(place, of, nowMs));
  say([...texts, ...(found ? [causesText(found.scopes, found.text)] : [])].join('\n\n'));
}

/** Undefined: of none of them it is asked what caused it. */
async function findCauses(
  alerts: readonly ExplainedAlert[],
  asked: string | undefined,
  { config, nowMs }: { readonly config: Config; readonly nowMs: number },
) {
  if (!alerts.some(isCorrelated)) {
    if (asked !== undefined) complain('No alert is correlated, so that --topology is of no effect.');
    return undefined;
  }
  const { episodeSkewMs, ruleBook } = config;
  return withTopology(asked, config.topology, ({ topology, ...told }) => ({
    scopes: causesOf(alerts, { rules: ruleBook.correlation, topology, episodeSkewMs, nowMs }),
    ...told,
  }));
}
