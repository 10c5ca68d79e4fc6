import { Command } from 'commander';

import type { Muted } from '../../redis/counters.ts';
import { memberJson } from '../../storm/storm-json.ts';
import { jsonOption, limitOption } from '../options.ts';
import { say, sayJson, shorten } from '../output.ts';
import { resourceText } from '../resource-text.ts';
import { withInstance } from '../session.ts';
import { table } from '../table.ts';
import { stampText, whenText } from '../times.ts';

interface ListOptions {
  readonly limit: number;
  readonly json: boolean;
}

export function mutedListCommand(): Command {
  return new Command('list')
    .description('list alerts that rules muted, each once, latest first')
    .addOption(limitOption(50))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold muted list --limit 10 --json')
    .action(listMuted);
}

async function listMuted({ limit, json }: ListOptions, command: Command): Promise<void> {
  await withInstance(command, async ({ counters, store }) => {
    const [muted, { muted: ever = 0 }] = await Promise.all([counters.muted(limit), counters.read()]);
    if (json) return sayJson({ muted: muted.map(mutedJson), ever });
    if (muted.length > 0) say(`${mutedTable(muted, await store.now())}\n`);
    say(everText(ever));
  });
}

function mutedJson({ at, alert, ...rest }: Muted) {
  return { at: stampText(at), ...rest, alert: memberJson(alert) };
}

function mutedTable(muted: readonly Muted[], now: number): string {
  const rows = muted.map(({ at, requestId, rule, pattern, alert }) => [
    ...[whenText(at, now), requestId, rule, shorten(pattern, 60)],
    ...[shorten(resourceText(alert.resource), 60), alert.severity, alert.fingerprint],
  ]);
  return table(['ARRIVED', 'REQUEST', 'RULE', 'PATTERN', 'AFFECTED', 'SEVERITY', 'FINGERPRINT'], rows);
}

/** The counter counts deliveries: what is sent again while it is muted counts again. */
function everText(ever: number): string {
  if (ever === 0) return 'No alert was ever muted.';
  return `${ever === 1 ? '1 delivery of an alert was' : `${ever} deliveries of alerts were`} muted, ever.`;
}
