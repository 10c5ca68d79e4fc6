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
 * Runs failed jobs again that were folded: Redis refused only what BullMQ writes at a job's end. They get their first
 * answer again, and end; as dead letters they would wait for a person who has nothing to decide. How many there were.
 */
export async function endFolded(context: WorkerContext, { partition, queue }: Road): Promise<number> {
  const { redis, keys, log } = context.instance;
  const failed = await nextPage(context, `failed-${partition}`, (from, count) =>
    queue.getRanges(['failed'], from, from + count - 1),
  );
  if (failed.length === 0) return 0;
  const answers = await redis.hmget(keys.partition(partition).answers, ...failed);
  const folded = failed.filter((_, i) => answers[i] !== null);
  for (const jobId of folded) {
    const job = await queue.getJob(jobId);
    if (!job || !(await retryFailed(job))) continue;
    log.info({ jobId, reason: job.failedReason }, 'job failed after it was folded, runs again to its end');
  }
  return folded.length;
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
