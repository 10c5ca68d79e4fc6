import { Command } from 'commander';

import { letterJson, listDeadLetters } from '../../queue/dead-letters.ts';
import { lettersTable } from '../dead-letter-view.ts';
import { type LetterOptions, filterOf, withLetterOptions } from '../letter-options.ts';
import { atMostOption, jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';

interface ListOptions extends LetterOptions {
  readonly limit?: number;
  readonly json: boolean;
}

export function failedListCommand(): Command {
  return withLetterOptions(new Command('list'))
    .description('list the dead letters: jobs that gave up and wait for a retry, latest first')
    .addOption(atMostOption('at most this many, the latest (default: all)'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold failed list --since 1h --pattern crashloop')
    .action(listFailed);
}

async function listFailed({ limit, json, ...options }: ListOptions, command: Command): Promise<void> {
  await withInstance(command, async ({ queues, store }) => {
    const now = await store.now();
    const found = await listDeadLetters(queues, { ...filterOf(options), now });
    const letters = found.slice(0, limit);
    const more = letters.length < found.length;
    if (json) return sayJson({ deadLetters: letters.map(letterJson), ...(more && { more }) });
    say(letters.length === 0 ? 'No dead letters.' : lettersTable(letters, now));
    if (more) say(`There are ${found.length}: raise --limit.`);
  });
}
