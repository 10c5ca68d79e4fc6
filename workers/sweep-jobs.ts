import type { Queue } from 'bullmq';

import { retryFailed } from '../src/queue/retry-dead-letter.ts';
import { alertsIn } from '../src/queue/jobs.ts';
import { Leftovers } from '../src/redis/leftovers.ts';
import type { WorkerContext } from './context.ts';
import { nextPage } from './next-page.ts';

/** How long a job may be pending before its absence means that somebody removed it. */
const lostAfterMs = 60_000;

/** One partition's aggregate queue. */
export interface Road {
  readonly partition: number;
  readonly queue: Queue;
}

/** Counts the alerts of jobs that somebody removed past our code as discarded. How many such jobs there were. */
export async function giveUpLost(
  context: WorkerContext,
  { partition, queue }: Road,
  now: number,
): Promise<number> {
  const { store, redis, keys, log } = context.instance;
  const leftovers = new Leftovers(redis);
  const place = keys.partition(partition);
  const old = await nextPage(context, `pending-${partition}`, (from, count) =>
    leftovers.pendingJobs(place, now - lostAfterMs, from, count),
  );
  let given = 0;
  for (const jobId of await leftovers.gone(old, (id) => queue.toKey(id))) {
    // Not pending any more: it was folded between the two looks, and is not lost.
    if (!(await store.discardPending(partition, jobId, alertsIn(jobId)))) continue;
    given += 1;
    log.error({ jobId, alerts: alertsIn(jobId) }, 'job removed before it was folded, its alerts are lost');
  }
  return given;
}

/**
 * Ends failed jobs that need nobody's decision; as dead letters they would wait for a person. Those that were folded run
 * again, get their first answer again, and end: Redis refused only what BullMQ writes at a job's end. Those of which
 * Redis lost all but the id, and that hold no alert which still waits, are removed. How many there were.
 */
export async function endFailed(context: WorkerContext, { partition, queue }: Road): Promise<number> {
  const { redis, keys } = context.instance;
  const place = keys.partition(partition);
  const failed = await nextPage(context, `failed-${partition}`, (from, count) =>
    queue.getRanges(['failed'], from, from + count - 1),
  );
  if (failed.length === 0) return 0;
  const answers = await redis.hmget(place.answers, ...failed);
  const waiting = await redis.zmscore(place.pending, ...failed);
  let ended = 0;
  for (const [i, jobId] of failed.entries()) {
    const folded = typeof answers[i] === 'string';
    const pending = waiting[i] !== null;
    if (await endIfDone(context, queue, jobId, { folded, pending })) ended += 1;
  }
  return ended;
}

async function endIfDone(
  { instance }: WorkerContext,
  queue: Queue,
  jobId: string,
  { folded, pending }: { folded: boolean; pending: boolean },
): Promise<boolean> {
  const job = await queue.getJob(jobId);
  if (!job) return false;
  // BullMQ gives every job a name; what has none is the shadow of one that was done, or lost with Redis' last second.
  if (!job.name && !pending) {
    await job.remove();
    instance.log.info({ jobId }, 'failed job is only an id, removed');
    return true;
  }
  if (!folded || !job.name || !(await retryFailed(job))) return false;
  instance.log.info(
    { jobId, reason: job.failedReason },
    'job failed after it was folded, runs again to its end',
  );
  return true;
}

/** Clears away what is remembered of jobs and storms that are gone. How many answers there were. */
export async function tidy(context: WorkerContext, { partition, queue }: Road, now: number): Promise<number> {
  const { redis, keys, config } = context.instance;
  const leftovers = new Leftovers(redis);
  const place = keys.partition(partition);
  await leftovers.trim(place, now - config.retentionMs);
  const name = `answers-${partition}`;
  const { cursor, ids } = await leftovers.answeredJobs(place, context.sweepPlaces.get(name) ?? 0);
  context.sweepPlaces.set(name, cursor);
  return leftovers.clearAnswers(place, await leftovers.gone(ids, (id) => queue.toKey(id)));
}
