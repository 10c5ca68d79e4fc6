import { Job, type Queue } from 'bullmq';

import { type FinalizeJob, type SealJob, jobNames, stormSchema } from './jobs.ts';
import { finalizeJobOptions } from './job-options.ts';

/** Alerts end and join one by one: each time the resource is written, it says all that is known. */
const updateDelayMs = 1000;

/**
 * BullMQ works on the smallest number first, and on none at all before that: updates, and what the version before has
 * added. A look at a deadline is quick and calls nobody: were it to wait behind submits, a slow sink would put off seals.
 */
const lookPriority = 1;

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
export async function arm(
  finalize: Queue,
  storm: ArmedStorm,
  now: number,
  delayMs: number,
  priority = lookPriority,
): Promise<void> {
  const { id: stormId, pattern, requestId } = storm;
  const data: FinalizeJob = { schema: stormSchema, stormId, pattern, requestId };
  const when = { timestamp: now, delay: Math.max(0, delayMs) };
  await finalize.add(jobNames.finalize, data, {
    ...{ ...finalizeJobOptions, ...when },
    ...{ jobId: stormId, priority },
  });
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

/**
 * Has a storm that was just sealed submitted after so long: among those that are to be submitted then, in the order of
 * their ranks (0 is the most urgent), and of one rank in that of their wake-ups. A retry keeps the rank.
 */
export async function wakeSealed(
  finalize: Queue,
  storm: ArmedStorm,
  now: number,
  { rank, delayMs }: { readonly rank: number; readonly delayMs: number },
): Promise<Woken> {
  // It stands for the job whatever that holds: asking for it first would hold up the alerts behind the seal.
  const job = new Job(finalize, jobNames.finalize, {}, {}, storm.id);
  const wakeUp = () => (delayMs > 0 ? job.changeDelay(delayMs) : job.promote());
  const [, woken] = await Promise.all([promoted(() => raise(job, rank)), promoted(wakeUp)]);
  if (woken) return 'promoted';
  const done = await wake(finalize, storm, now);
  if (done === 'armed') await promoted(() => raise(job, rank));
  return done;
}

/** As `wakeSealed`, of a storm that was made sealed: it had no job before, and a second add of one does nothing. */
export async function armSealed(
  finalize: Queue,
  storm: ArmedStorm,
  now: number,
  { rank, delayMs }: { readonly rank: number; readonly delayMs: number },
): Promise<void> {
  await arm(finalize, storm, now, delayMs, priorityOf(rank));
}

/** Gives a storm's job a rank; one that waits already is the last of that rank then. */
export async function raise(job: Job, rank: number): Promise<void> {
  await job.changePriority({ priority: priorityOf(rank) });
}

/** Whether a job that waits to submit is of a rank below the most urgent. */
export function isLessUrgent({ priority }: Job): boolean {
  return priority > priorityOf(0);
}

function priorityOf(rank: number): number {
  return lookPriority + 1 + rank;
}

/** Makes the storm's finalize job run after so long at the latest: its deadline was brought forward. */
export async function hasten(
  finalize: Queue,
  storm: ArmedStorm,
  now: number,
  delayMs: number,
): Promise<void> {
  await arm(finalize, storm, now, delayMs);
  const job = await finalize.getJob(storm.id);
  if ((await job?.getState()) !== 'delayed') return;
  // It may have begun to run since: then it looks at the deadline by itself.
  await promoted(async () => job?.changeDelay(Math.max(0, delayMs)));
}

/** Has what came after a storm's seal written to its resource. One job for all that comes within a second. */
export async function armUpdate(finalize: Queue, storm: ArmedStorm): Promise<void> {
  const { id: stormId, pattern, requestId } = storm;
  const data: FinalizeJob = { schema: stormSchema, stormId, pattern, requestId };
  // Nothing of it is kept: the sweep knows what is still to be written.
  const options = { jobId: `update-${stormId}`, removeOnComplete: true, removeOnFail: true };
  await finalize.add(jobNames.update, data, { ...finalizeJobOptions, ...options, delay: updateDelayMs });
}

/** Sends the seal of a storm down the road of its alerts, behind all that is there. Sent once while it is on its way. */
export async function sendSeal(aggregate: Queue, storm: ArmedStorm): Promise<void> {
  const data: SealJob = { schema: stormSchema, stormId: storm.id, pattern: storm.pattern };
  // Nothing of it may be kept: the id must be free again, should this seal come to nothing.
  const options = { jobId: `seal-${storm.id}`, removeOnComplete: true, removeOnFail: true, attempts: 1 };
  await aggregate.add(jobNames.seal, data, options);
}

// Between the look and the promotion it may have begun to run, or been removed: then there is nothing to promote.
async function promoted(promote: () => Promise<unknown> | undefined): Promise<boolean> {
  try {
    await promote();
    return true;
  } catch {
    return false;
  }
}
