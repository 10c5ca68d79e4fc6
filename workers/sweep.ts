import type { Queue } from 'bullmq';

import { messageOf } from '../src/errors.ts';
import { type Woken, wake } from '../src/queue/arm.ts';
import { alertsIn } from '../src/queue/jobs.ts';
import { Leftovers } from '../src/redis/leftovers.ts';
import type { StormEntry } from '../src/redis/storm-list.ts';
import { type WorkerContext, armedStorm } from './context.ts';

/** How long a storm may be past due before the sweep looks after it: its own job comes first. */
const graceMs = 2000;
/** How long a job may be pending before its absence means that somebody removed it. */
const lostAfterMs = 60_000;
/** Longer than the sink's longest pause between two tries, which is five minutes where a server asked for them. */
const longestSleepMs = 360_000;
/** Most things of one kind that one sweep looks at, in each partition. */
const batch = 1000;

/**
 * Finds what fell through a crack, on Redis' clock, and mends it: storms past due whose finalize job is gone or sleeps
 * too long, sealed storms that nobody submits, what is remembered of jobs that no longer exist. Idempotent.
 */
export async function sweep(context: WorkerContext): Promise<Record<string, number>> {
  const { queues, store } = context.instance;
  const now = await store.now();
  const found: Record<string, number> = {};
  const count = (kind: string, n: number) => {
    if (n === 0) return;
    found[kind] = (found[kind] ?? 0) + n;
    context.metrics.swept.inc({ kind }, n);
  };
  for (const [partition, queue] of queues.aggregate.entries()) {
    // Bull Board and others can lift it; without it alerts overtake each other by the thousand.
    await queue.setGlobalConcurrency(1);
    for (const kind of await sweepStorms(context, partition, now)) count(kind, 1);
    count('lost', await giveUpLost(context, partition, queue, now));
    count('answers', await tidy(context, partition, queue, now));
  }
  if (Object.keys(found).length > 0) context.instance.log.warn(found, 'sweep mended');
  return found;
}

type Mend = (context: WorkerContext, entry: StormEntry, now: number) => Promise<string | undefined>;

const mends: readonly (readonly ['open' | 'sealed' | 'failed', Mend])[] = [
  ['open', wakeOpen],
  ['sealed', armSealed],
  ['failed', armFailed],
];

async function sweepStorms(context: WorkerContext, partition: number, now: number): Promise<string[]> {
  const mended: (string | undefined)[] = [];
  for (const [state, mend] of mends) {
    for (const entry of await context.instance.list.due(partition, state, now - graceMs, batch)) {
      mended.push(await orSaySo(context, entry, () => mend(context, entry, now)));
    }
  }
  return mended.filter((kind) => kind !== undefined);
}

// One storm that can't be mended must not keep the sweep from the others.
async function orSaySo(
  { instance }: WorkerContext,
  { id }: StormEntry,
  mend: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await mend();
  } catch (error) {
    instance.log.error({ stormId: id, error: messageOf(error) }, 'sweep could not mend a storm');
    return 'not mended';
  }
}

// Past due, its job must be running: one that sleeps was delayed under a wrong clock, or edited.
async function wakeOpen(context: WorkerContext, entry: StormEntry, now: number): Promise<string | undefined> {
  const woken = await wakeById(context, entry.id, now);
  if (woken !== 'dead') return woken === 'busy' ? undefined : woken;
  const job = await context.instance.queues.finalize.getJob(entry.id);
  await job?.retry('failed', { resetAttemptsMade: true });
  return 'retried';
}

// A sealed storm's job may sleep: it waits between two tries. It must not be gone, nor dead without the storm's saying so,
// nor sleep for longer than any try is put off.
async function armSealed(
  context: WorkerContext,
  entry: StormEntry,
  now: number,
): Promise<string | undefined> {
  const { queues, store } = context.instance;
  const job = await queues.finalize.getJob(entry.id);
  const state = await job?.getState();
  if (state === 'failed') {
    await store.settle(entry.id, 'failed', job?.failedReason ?? 'unknown');
    return 'marked failed';
  }
  const sleepsTooLong = state === 'delayed' && (await dueAt(context, entry.id)) - now > longestSleepMs;
  if (state !== undefined && !['unknown', 'completed'].includes(state) && !sleepsTooLong) return undefined;
  return wakeById(context, entry.id, now);
}

/** When a delayed finalize job is due: BullMQ scores it by 4096 times the millisecond. */
async function dueAt({ instance }: WorkerContext, stormId: string): Promise<number> {
  const score = await instance.redis.zscore(instance.queues.finalize.toKey('delayed'), stormId);
  return Number(score ?? 0) / 0x1000;
}

// A failed storm waits for a person; without its job nobody could retry it.
async function armFailed(
  context: WorkerContext,
  entry: StormEntry,
  now: number,
): Promise<string | undefined> {
  if (await context.instance.queues.finalize.getJob(entry.id)) return undefined;
  return wakeById(context, entry.id, now);
}

async function wakeById(
  { instance }: WorkerContext,
  stormId: string,
  now: number,
): Promise<Woken | undefined> {
  const storm = await instance.reader.storm(stormId);
  return storm && wake(instance.queues.finalize, armedStorm(storm), now);
}

async function giveUpLost(
  context: WorkerContext,
  partition: number,
  queue: Queue,
  now: number,
): Promise<number> {
  const { store, redis, keys, log } = context.instance;
  const place = keys.partition(partition);
  const lost = await new Leftovers(redis).lostJobs(place, (id) => queue.toKey(id), now - lostAfterMs, batch);
  let given = 0;
  for (const jobId of lost) {
    // Not pending any more: it was folded between the two looks, and is not lost.
    if (!(await store.discardPending(partition, jobId, alertsIn(jobId)))) continue;
    given += 1;
    log.error({ jobId, alerts: alertsIn(jobId) }, 'job removed before it was folded, its alerts are lost');
  }
  return given;
}

async function tidy(context: WorkerContext, partition: number, queue: Queue, now: number): Promise<number> {
  const { redis, keys, config } = context.instance;
  const leftovers = new Leftovers(redis);
  const place = keys.partition(partition);
  await leftovers.trim(place, now - config.retentionMs);
  return leftovers.clearAnswers(place, (id) => queue.toKey(id), batch);
}
