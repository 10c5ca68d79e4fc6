import { messageOf } from '../src/errors.ts';
import { type Woken, isLessUrgent, raise, wake } from '../src/queue/arm.ts';
import { retryFailed } from '../src/queue/retry-dead-letter.ts';
import type { StormEntry } from '../src/redis/storm-list.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { isUndivided } from './divide.ts';
import { nextPage } from './next-page.ts';

/** How long a storm may be past due before the sweep looks after it: its own job comes first. */
const graceMs = 2000;
/** Longer than the sink's longest pause between two tries, which is five minutes where a server asked for them. */
const longestSleepMs = 360_000;
/** After this a storm is as urgent as any: more urgent ones that go on coming must not keep it waiting for ever. */
const urgentAfterMs = 60_000;

type Mend = (context: WorkerContext, entry: StormEntry, now: number) => Promise<string | undefined>;

const mends: readonly (readonly ['open' | 'sealed' | 'failed', Mend])[] = [
  ['open', wakeOpen],
  ['sealed', armSealed],
  ['failed', armFailed],
];

/** Looks after one partition's storms that should be further by now. Answers what it did, once a storm that it mended. */
export async function sweepStorms(context: WorkerContext, partition: number, now: number): Promise<string[]> {
  const mended: (string | undefined)[] = [];
  for (const [state, mend] of mends) {
    const due = await nextPage(context, `${state}-${partition}`, (from, count) =>
      context.instance.list.due(partition, state, now - graceMs, count, from),
    );
    for (const entry of due) {
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
  return job && (await retryFailed(job)) ? 'retried' : undefined;
}

// A sealed storm's job may sleep: it waits between two tries. It must not be gone, nor dead without the storm's saying so,
// nor sleep for longer than any try is put off.
async function armSealed(
  context: WorkerContext,
  entry: StormEntry,
  now: number,
): Promise<string | undefined> {
  const { queues, store, reader } = context.instance;
  const job = await queues.finalize.getJob(entry.id);
  const state = await job?.getState();
  const storm = state === 'failed' ? await reader.storm(entry.id) : undefined;
  // It has only looked: there is nothing that a person could decide.
  if (job && storm && isUndivided(storm)) return (await retryFailed(job)) ? 'retried' : undefined;
  if (state === 'failed') {
    await store.settle(entry.id, 'failed', job?.failedReason ?? 'unknown');
    return 'marked failed';
  }
  if (job && state === 'prioritized' && now - entry.at > urgentAfterMs && isLessUrgent(job)) {
    await raise(job, 0);
    return 'raised';
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
