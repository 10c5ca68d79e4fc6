import type { Queue } from 'bullmq';

import { type FinalizeJob, type SealJob, jobNames, jobSchema } from './jobs.ts';
import { finalizeJobOptions } from './job-options.ts';

/** A storm, as far as its finalize job needs to know it. */
export interface ArmedStorm {
  readonly id: string;
  /** The pattern's text. */
  readonly pattern: string;
  readonly requestId: string;
}

/**
 * Makes sure that the storm's finalize job exists. Its id is the storm's: a second add of it does nothing, whatever
 * became of the first. `now` is Redis' clock: the job's time must not depend on this machine's.
 */
export async function arm(finalize: Queue, storm: ArmedStorm, now: number, delayMs: number): Promise<void> {
  const { id: stormId, pattern, requestId } = storm;
  const data: FinalizeJob = { schema: jobSchema, stormId, pattern, requestId };
  const when = { timestamp: now, delay: Math.max(0, delayMs) };
  await finalize.add(jobNames.finalize, data, { ...finalizeJobOptions, ...when, jobId: stormId });
}

/** What `wake` did. `busy`: it runs or waits to run. `dead`: it gave up, and only a retry may change that. */
export type Woken = 'armed' | 'promoted' | 'busy' | 'dead';

/** Makes the storm's finalize job run now; arms it when it is gone, or has ended without the storm's being settled. */
export async function wake(finalize: Queue, storm: ArmedStorm, now: number): Promise<Woken> {
  const job = await finalize.getJob(storm.id);
  const state = await job?.getState();
  if (state === 'failed') return 'dead';
  if (state === 'delayed') return (await promoted(() => job?.promote())) ? 'promoted' : 'busy';
  if (state === 'completed') await job?.remove();
  else if (state !== undefined && state !== 'unknown') return 'busy';
  await arm(finalize, storm, now, 0);
  return 'armed';
}

/** Sends the seal of a storm down the road of its alerts, behind all that is there. Sent once while it is on its way. */
export async function sendSeal(aggregate: Queue, storm: ArmedStorm): Promise<void> {
  const data: SealJob = { schema: jobSchema, stormId: storm.id, pattern: storm.pattern };
  // Nothing of it may be kept: the id must be free again, should this seal come to nothing.
  const options = { jobId: `seal-${storm.id}`, removeOnComplete: true, removeOnFail: true, attempts: 1 };
  await aggregate.add(jobNames.seal, data, options);
}

// Between the look and the promotion it may have begun to run, or been removed: then there is nothing to promote.
async function promoted(promote: () => Promise<void> | undefined): Promise<boolean> {
  try {
    await promote();
    return true;
  } catch {
    return false;
  }
}
