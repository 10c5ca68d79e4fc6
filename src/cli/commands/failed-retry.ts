import { Command } from 'commander';

import { messageOf } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import type { DeadLetter } from '../../queue/dead-letters.ts';
import type { Retried } from '../../queue/retry-dead-letter.ts';
import { type LetterLine, lineJson, lineText, sumsOf, sumsText } from '../dead-letter-view.ts';
import { UsageError, markFailed } from '../failure.ts';
import { selectLetters } from '../../report/select-letters.ts';
import { type LetterOptions, filterOf, withLetterOptions } from '../letter-options.ts';
import { atMostOption, jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';

interface RetryOptions extends LetterOptions {
  readonly all?: true;
  readonly limit?: number;
  readonly dryRun?: true;
  readonly quiet?: true;
  readonly json: boolean;
}

/** What somebody asked for by name and did not get. */
const failures = ['not found', 'failed'];
/** Nothing was done, and nothing had to be: left out by a filter, or retried by somebody else. */
const idle = ['left out', 'not failed'];

export function failedRetryCommand(): Command {
  return withLetterOptions(new Command('retry'))
    .description('run dead letters again, with their attempts reset; safe to repeat')
    .argument('[id...]', 'ids of storms or jobs, as `failed list` shows them')
    .option('--all', 'every dead letter, or every one that the filters leave')
    .addOption(atMostOption('at most this many, those that failed first (default: all)'))
    .option('--dry-run', 'say what would be retried, and change nothing')
    .option('--quiet', 'print nothing when there was nothing to retry: cron mails whatever is printed')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold failed retry 4f2a8c0d9b1e3f57-0c9d2e4b6a81' +
        '\n  $ stormfold failed retry --all --since 1h --pattern crashloop --dry-run' +
        '\n  $ stormfold failed retry --all --reason timeout --limit 50 --quiet',
    )
    .action(retryFailed);
}

async function retryFailed(ids: string[], options: RetryOptions, command: Command): Promise<void> {
  checkChoice(ids, options);
  const dryRun = options.dryRun === true;
  const { lines, left } = await withInstance(command, (instance) => retryAll(instance, ids, options));
  if (options.quiet && lines.every(({ outcome }) => idle.includes(outcome))) return;
  if (options.json) sayJson({ dryRun, letters: lines.map(lineJson), sums: sumsOf(lines), left });
  else for (const line of [...lines.map(lineText), closing(lines, left)]) say(line);
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
  { limit, dryRun, ...options }: RetryOptions,
): Promise<{ lines: readonly LetterLine[]; left: number }> {
  const { letters, others } = await selectLetters(instance, ids, filterOf(options));
  // The oldest first, although they are listed the other way round: alerts must be folded in the order of their arrival.
  const chosen = letters.toReversed().slice(0, limit);
  const lines: LetterLine[] = [];
  for (const letter of chosen) {
    lines.unshift(dryRun ? wouldRetry(letter) : await retryOne(instance, letter));
  }
  return { lines: [...others, ...lines], left: letters.length - chosen.length };
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

function closing(lines: readonly LetterLine[], left: number): string {
  if (lines.length === 0) return 'Nothing to retry.';
  return `${sumsText(lines)}${left === 0 ? '' : `, ${left} left for another run`}.`;
}
