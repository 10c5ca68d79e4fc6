import { redisClock } from '../src/clock.ts';
import { messageOf } from '../src/errors.ts';
import type { Instance } from '../src/instance.ts';
import { jobNames } from '../src/queue/jobs.ts';
import { timeOn } from '../src/redis/time.ts';

const everyMs = 10_000;
/** Checked this often by every process, on a timer that no clock can move. */
const checkEveryMs = 15_000;

const kept = { removeOnComplete: { count: 10 }, removeOnFail: { count: 10 } };

/**
 * Has the sweep run every ten seconds in one of the processes, and watches over it: BullMQ puts each next one at a time
 * on the clock of the worker that ran the last. One whose clock is minutes ahead would put it off for everybody.
 */
export async function scheduleSweep(instance: Instance): Promise<{ stop(): void }> {
  await schedule(instance);
  const timer = setInterval(() => {
    keepOnTime(instance).catch((error: unknown) =>
      instance.log.warn({ error: messageOf(error) }, 'sweep schedule not checked'),
    );
  }, checkEveryMs);
  return { stop: () => clearInterval(timer) };
}

/** Puts the next sweep right when it is further away than it can be by Redis' clock. True when it was. */
export async function keepOnTime(instance: Instance): Promise<boolean> {
  const { queues, redis, keys } = instance;
  const next = (await queues.sweep.getJobScheduler(jobNames.sweep))?.next;
  const now = await timeOn(redis, redisClock, keys.instance);
  if (next !== undefined && next - now <= 2 * everyMs) return false;
  instance.log.warn({ dueInMs: next === undefined ? undefined : next - now }, 'sweep schedule set right');
  await queues.sweep.removeJobScheduler(jobNames.sweep);
  await schedule(instance);
  return true;
}

async function schedule({ queues }: Instance): Promise<void> {
  const template = { name: jobNames.sweep, opts: kept };
  await queues.sweep.upsertJobScheduler(jobNames.sweep, { every: everyMs }, template);
}
