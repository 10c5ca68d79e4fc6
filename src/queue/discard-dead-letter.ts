import type { Job } from 'bullmq';

import { type DeadLetter, type DeadLetterQueues, jobOf } from './dead-letters.ts';
import { stateOfJob } from './job-state.ts';
import { partitionOfQueue } from './names.ts';

/** What the redis room does for a discard; `StormStore` fits this. */
export interface DiscardingStore {
  settle(stormId: string, outcome: 'discarded', reason: string): Promise<StormReply>;
  /** False when the job's alerts were not pending (any more). */
  discardPending(partition: number, jobId: string, alerts: number): Promise<boolean>;
}

interface StormReply {
  readonly kind: 'settled' | 'already' | 'refused';
  readonly state: string;
}

export type Discarded =
  /** Given up and counted, and its job is removed. */
  | { readonly outcome: 'discarded' }
  /** Only the job was left to remove: its alerts were folded, or it was given up before, or it stood for no storm. */
  | { readonly outcome: 'removed' }
  /** There is no such job (any more). */
  | { readonly outcome: 'gone' }
  /** Somebody has retried it meanwhile: it waits, runs or has ended. */
  | { readonly outcome: 'not failed'; readonly state: string }
  /** Its storm can't be given up from this state. `sealed`: a retry has begun; retry it to the end first. */
  | { readonly outcome: 'refused'; readonly state: string };

/**
 * Gives a dead letter up for good: nothing of it is submitted or folded any more. Safe to repeat at any time.
 *
 * The job goes last. Should this die before that, the letter is still listed, its retry comes to nothing, and a second
 * discard counts nothing twice. The other way round, a storm without its job would be armed again by the sweep, and
 * alerts without theirs would be pending for ever.
 */
export async function discardDeadLetter(
  queues: DeadLetterQueues,
  letter: Pick<DeadLetter, 'queue' | 'jobId' | 'stormId' | 'alerts'>,
  reason: string,
  store: DiscardingStore,
): Promise<Discarded> {
  const job = await jobOf(queues, letter);
  const state = job && (await stateOfJob(job));
  if (!job || state === undefined || state === 'unknown') return { outcome: 'gone' };
  if (state !== 'failed') return { outcome: 'not failed', state };
  const given = await giveUp(letter, reason, store);
  if (given.outcome === 'refused') return given;
  return (await removed(job)) ? given : { outcome: 'not failed', state: await stateOfJob(job) };
}

type Given = Extract<Discarded, { outcome: 'discarded' | 'removed' | 'refused' }>;

async function giveUp(
  { queue, jobId, stormId, alerts = 0 }: Pick<DeadLetter, 'queue' | 'jobId' | 'stormId' | 'alerts'>,
  reason: string,
  store: DiscardingStore,
): Promise<Given> {
  const partition = partitionOfQueue(queue);
  if (partition !== undefined) {
    const counted = await store.discardPending(partition, jobId, alerts);
    return { outcome: counted ? 'discarded' : 'removed' };
  }
  if (stormId === undefined) return { outcome: 'removed' };
  const { kind, state } = await store.settle(stormId, 'discarded', reason);
  if (kind === 'settled') return { outcome: 'discarded' };
  return kind === 'already' || state === '' ? { outcome: 'removed' } : { outcome: 'refused', state };
}

// BullMQ refuses to remove a job that a worker holds: somebody retried it in this very moment.
async function removed(job: Job): Promise<boolean> {
  try {
    await job.remove();
    return true;
  } catch (error) {
    if ((await job.getState()) === 'active') return false;
    throw error;
  }
}
