import { Command } from 'commander';

import type { Quarantined } from '../../redis/counters.ts';
import { jsonOption, limitOption } from '../options.ts';
import { say, sayJson, shorten } from '../output.ts';
import { withInstance } from '../session.ts';
import { table } from '../table.ts';
import { stampText, whenText } from '../times.ts';

interface ListOptions {
  readonly limit: number;
  readonly json: boolean;
}

export function rejectsListCommand(): Command {
  return new Command('list')
    .description('list quarantined alerts with their reasons, latest first')
    .addOption(limitOption(50))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold rejects list --limit 10 --json')
    .action(listRejects);
}

async function listRejects({ limit, json }: ListOptions, command: Command): Promise<void> {
  await withInstance(command, async ({ counters, store }) => {
    const rejects = await counters.rejects(limit);
    if (json) sayJson({ rejects: rejects.map(({ at, ...rest }) => ({ ...rest, at: stampText(at) })) });
    else say(rejects.length === 0 ? 'No quarantined alerts.' : rejectsTable(rejects, await store.now()));
  });
}

function rejectsTable(rejects: readonly Quarantined[], now: number): string {
  const rows = rejects.map(({ at, requestId, index, reason, raw }) => [
    ...[whenText(at, now), requestId, index, reason, shorten(raw, 60)],
  ]);
  return table(['ARRIVED', 'REQUEST', 'INDEX', 'REASON', 'RAW'], rows);
}
