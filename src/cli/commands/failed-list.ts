import { Command } from 'commander';

import { letterJson, listDeadLetters } from '../../queue/dead-letters.ts';
import { lettersTable } from '../dead-letter-view.ts';
import { jsonOption, patternOption, sinceOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';

interface ListOptions {
  readonly since?: number;
  readonly pattern?: string;
  readonly json?: true;
}

export function failedListCommand(): Command {
  return new Command('list')
    .description('list the dead letters: jobs that gave up and wait for a retry, latest first')
    .addOption(sinceOption('only those that failed within this time'))
    .addOption(patternOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold failed list --since 1h --pattern crashloop')
    .action(listFailed);
}

async function listFailed({ since, pattern, json }: ListOptions, command: Command): Promise<void> {
  await withInstance(command, async ({ queues, store }) => {
    const now = await store.now();
    const filter = {
      ...(since !== undefined && { sinceMs: since }),
      ...(pattern !== undefined && { pattern }),
    };
    const letters = await listDeadLetters(queues, { ...filter, now });
    if (json) sayJson({ deadLetters: letters.map(letterJson) });
    else say(letters.length === 0 ? 'No dead letters.' : lettersTable(letters, now));
  });
}
