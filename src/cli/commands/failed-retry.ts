import { Command } from 'commander';

import { messageOf } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import type { DeadLetter } from '../../queue/dead-letters.ts';
import type { Retried } from '../../queue/retry-dead-letter.ts';
import { type LetterLine, lineJson, lineText, sumsOf, sumsText } from '../dead-letter-view.ts';
import { UsageError, markFailed } from '../failure.ts';
import { selectLetters } from '../../report/select-letters.ts';
import { jsonOption, patternOption, sinceOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';

interface RetryOptions {
  readonly all?: true;
  readonly since?: number;
  readonly pattern?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** What somebody asked for by name and did not get. */
const failures = ['not found', 'failed'];

export function failedRetryCommand(): Command {
  return new Command('retry')
    .description('run dead letters again, with their attempts reset; safe to repeat')
    .argument('[id...]', 'ids of storms or jobs, as `failed list` shows them')
    .option('--all', 'every dead letter, or every one that the filters leave')
    .addOption(sinceOption('only those that failed within this time'))
    .addOption(patternOption())
    .option('--dry-run', 'say what would be retried, and change nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold failed retry 4f2a8c0d9b1e3f57-0c9d2e4b6a81' +
        '\n  $ stormfold failed retry --all --since 1h --pattern crashloop --dry-run',
    )
    .action(retryFailed);
}

async function retryFailed(ids: string[], options: RetryOptions, command: Command): Promise<void> {
  checkChoice(ids, options);
  const dryRun = options.dryRun === true;
  const lines = await withInstance(command, (instance) => retryAll(instance, ids, options));
  if (options.json) sayJson({ dryRun, letters: lines.map(lineJson), sums: sumsOf(lines) });
  else for (const line of [...lines.map(lineText), closing(lines)]) say(line);
  if (lines.some(({ outcome }) => failures.includes(outcome))) markFailed();
}

function checkChoice(ids: readonly string[], { all }: RetryOptions): void {
  if (ids.length > 0 && all) throw new UsageError('give ids or --all, not both', { advice: seeHelp });
  if (ids.length === 0 && !all) {
    throw new UsageError('nothing says what to retry', { advice: `Give ids, or --all. ${seeHelp}` });
  }
}

const seeHelp = 'See `stormfold failed retry --help`.';

async function retryAll(
  instance: Instance,
  ids: readonly string[],
  { since, pattern, dryRun }: RetryOptions,
): Promise<LetterLine[]> {
  const { letters, others } = await selectLetters(instance, ids, {
    ...(since !== undefined && { sinceMs: since }),
    ...(pattern !== undefined && { pattern }),
  });
  const lines: LetterLine[] = [];
  // The oldest first, although they are listed the other way round: alerts must be folded in the order of their arrival.
  for (const letter of letters.toReversed()) {
    lines.unshift(dryRun ? wouldRetry(letter) : await retryOne(instance, letter));
  }
  return [...others, ...lines];
}

function wouldRetry(letter: DeadLetter): LetterLine {
  return { id: letter.jobId, outcome: 'would retry', letter };
}

// One that fails must not keep the rest from their retry.
async function retryOne({ queues, store }: Instance, letter: DeadLetter): Promise<LetterLine> {
  const id = letter.jobId;
  try {
    const settleSealed = (stormId: string) => store.settle(stormId, 'sealed', 'retried');
    // As late as the instance itself: it loads BullMQ.
    const { retryDeadLetter } = await import('../../queue/retry-dead-letter.ts');
    return { id, letter, ...lineOf(await retryDeadLetter(queues, letter, settleSealed)) };
  } catch (error) {
    return { id, letter, outcome: 'failed', detail: messageOf(error) };
  }
}

function lineOf(retried: Retried): Pick<LetterLine, 'outcome' | 'detail'> {
  const { outcome } = retried;
  if (outcome === 'not failed') return { outcome, detail: retried.state };
  if (outcome === 'gone') return { outcome: 'not failed', detail: 'somebody removed it meanwhile' };
  const { storm } = retried;
  if (storm !== 'submitted' && storm !== 'discarded') return { outcome };
  return { outcome, detail: `its storm is ${storm} already, the job only ends` };
}

function closing(lines: readonly LetterLine[]): string {
  return lines.length === 0 ? 'Nothing to retry.' : `${sumsText(lines)}.`;
}
