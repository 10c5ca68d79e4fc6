import { ErrorCode, type Job } from 'bullmq';

import { type DeadLetter, type DeadLetterQueues, jobOf } from './dead-letters.ts';
import { stateOfJob } from './job-state.ts';

/** Puts a failed storm back to sealed, and says what it is in; `StormStore.settle` with `sealed` is one. */
export type SettleSealed = (stormId: string) => Promise<StormReply>;

interface StormReply {
  readonly kind: 'settled' | 'already' | 'refused';
  /** Before the call; '' when there is no such sealed storm. */
  readonly state: string;
}

export type Retried =
  /**
   * The job waits to run. `storm` is what its storm is in now: normally `sealed`; a storm that is `submitted` or
   * `discarded` stays so, and then the job only ends. '' when no sealed storm has that id. Absent for alerts.
   */
  | { readonly outcome: 'retried'; readonly storm?: string }
  /** There is no such job (any more). */
  | { readonly outcome: 'gone' }
  /** Somebody else has retried it: it waits, runs or has ended. */
  | { readonly outcome: 'not failed'; readonly state: string };

/** Without these a job that used its attempts up gets one more, and keeps counting where it stood. */
export const resetAttempts = { resetAttemptsMade: true, resetAttemptsStarted: true } as const;

/**
 * Makes a dead letter's job run again, with its attempts reset. Safe to repeat at any time.
 *
 * The storm goes first. Should this die before the job's turn, the letter is still a dead one and a second retry goes
 * on from here. The other way round, a job that runs and fails at once would have its storm taken back to sealed
 * afterwards, by a retry that came late.
 */
export async function retryDeadLetter(
  queues: DeadLetterQueues,
  letter: Pick<DeadLetter, 'queue' | 'jobId' | 'stormId'>,
  settleSealed: SettleSealed,
): Promise<Retried> {
  const job = await jobOf(queues, letter);
  if (!job) return { outcome: 'gone' };
  const state = await stateOfJob(job);
  if (state !== 'failed') return otherwise(state);
  const reply = letter.stormId === undefined ? undefined : await settleSealed(letter.stormId);
  if (!(await retryFailed(job))) return otherwise(await stateOfJob(job));
  if (!reply) return { outcome: 'retried' };
  return { outcome: 'retried', storm: reply.kind === 'settled' ? 'sealed' : reply.state };
}

// A storm that was settled while somebody removed its job is sealed without a job: the sweep arms it.
function otherwise(state: string): Retried {
  return state === 'unknown' ? { outcome: 'gone' } : { outcome: 'not failed', state };
}

/** Runs a failed job again, with its attempts reset. False when it is failed no more: somebody else was quicker. */
export async function retryFailed(job: Job): Promise<boolean> {
  try {
    await job.retry('failed', resetAttempts);
    return true;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === ErrorCode.JobNotExist || code === ErrorCode.JobNotInState) return false;
    throw error;
  }
}
