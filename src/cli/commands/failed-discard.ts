import { Command } from 'commander';

import { messageOf } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import type { DeadLetter } from '../../queue/dead-letters.ts';
import { type Discarded, discardDeadLetter } from '../../queue/discard-dead-letter.ts';
import { type LetterLine, lineJson, lineText, sumsOf, sumsText } from '../dead-letter-view.ts';
import { UsageError, markFailed } from '../failure.ts';
import { type OtherId, selectLetters } from '../../report/select-letters.ts';
import { jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';

interface DiscardOptions {
  readonly reason: string;
  readonly json: boolean;
}

const done = ['discarded', 'removed', 'discarded before'];

export function failedDiscardCommand(): Command {
  return new Command('discard')
    .description('give dead letters up for good: nothing of them is submitted or folded any more')
    .argument('<id...>', 'ids of storms or jobs, as `failed list` shows them')
    .requiredOption('--reason <text>', 'why; kept with the storm')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ stormfold failed discard 4f2a8c0d9b1e3f57-0c9d2e4b6a81 --reason "load test"',
    )
    .action(discardFailed);
}

async function discardFailed(
  ids: string[],
  { reason, json }: DiscardOptions,
  command: Command,
): Promise<void> {
  if (reason.trim() === '') {
    throw new UsageError('--reason is empty', { advice: 'Say why, for whoever looks for these alerts.' });
  }
  const lines = await withInstance(command, (instance) => discardAll(instance, ids, reason));
  if (json) sayJson({ letters: lines.map(lineJson), sums: sumsOf(lines) });
  else for (const line of [...lines.map(lineText), `${sumsText(lines)}.`]) say(line);
  if (lines.some(({ outcome }) => !done.includes(outcome))) markFailed();
}

async function discardAll(instance: Instance, ids: readonly string[], reason: string): Promise<LetterLine[]> {
  const { letters, others } = await selectLetters(instance, ids);
  const lines = others.map(otherLine);
  for (const letter of letters) lines.push(await discardOne(instance, letter, reason));
  return lines;
}

// A second run of the same command is not a failure.
function otherLine(other: OtherId): LetterLine {
  return other.detail === 'discarded' ? { id: other.id, outcome: 'discarded before' } : other;
}

async function discardOne(
  { queues, store }: Instance,
  letter: DeadLetter,
  reason: string,
): Promise<LetterLine> {
  const id = letter.jobId;
  try {
    return { id, letter, ...lineOf(await discardDeadLetter(queues, letter, reason, store)) };
  } catch (error) {
    return { id, letter, outcome: 'failed', detail: messageOf(error) };
  }
}

function lineOf(discarded: Discarded): Pick<LetterLine, 'outcome' | 'detail'> {
  const { outcome } = discarded;
  if (outcome === 'discarded') return { outcome };
  if (outcome === 'removed') return { outcome, detail: 'nothing was left to give up but the job' };
  if (outcome === 'not failed') return { outcome, detail: discarded.state };
  if (outcome === 'refused') {
    return { outcome, detail: `its storm is ${discarded.state}: retry it to its end first` };
  }
  return { outcome: 'not failed', detail: 'somebody removed it meanwhile' };
}
