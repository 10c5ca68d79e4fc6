import { DelayedError, type Job } from 'bullmq';

import { sendSeal, wake } from '../src/queue/arm.ts';
import { jobNames, parseJob } from '../src/queue/jobs.ts';
import { untilOnDisk } from '../src/redis/on-disk.ts';
import { untilCopied } from './until-copied.ts';
import { partitionOf } from '../src/storm/pattern.ts';
import { type Storm, isSettled, isStormId, patternHashOf } from '../src/storm/storm.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { isUndivided } from './divide.ts';
import { readOrGiveUp } from './poison.ts';
import { armWanted, submit } from './submit.ts';
import { updateResource } from './update.ts';

/** A wake-up that comes less than this before the deadline comes after it: never spin on the last milliseconds. */
const leastDelayMs = 250;
/** How long the seal may take to come down the road before the job looks again by itself. */
const sealPatienceMs = 5000;

/**
 * Brings one storm to its end: waits for the deadline, has it sealed on the road of its alerts, and submits it. It
 * trusts no wake-up: an operator may promote the job, and clocks may be wrong. Each step may be run again.
 */
export async function finalize(context: WorkerContext, job: Job, token: string | undefined): Promise<string> {
  if (job.name === jobNames.update) return updateResource(context, job);
  const stormId = stormIdOf(job);
  const storm = await context.instance.reader.storm(stormId);
  if (!storm) {
    context.instance.log.warn({ stormId }, 'finalize job without a storm');
    return 'no such storm';
  }
  if (storm.state === 'open' || isUndivided(storm)) return sealLater(context, job, token, storm);
  if (isSettled(storm)) {
    // It may have died between the two.
    await armWanted(context, storm);
    return storm.state;
  }
  // Somebody retried the job, perhaps past our code: from here on it is a sealed storm again.
  if (storm.state === 'failed') await context.instance.store.settle(stormId, 'sealed', 'retried');
  if (storm.terms?.correlate) return sealLater(context, job, token, { ...storm, state: 'sealed' });
  await untilSafe(context, job, token, storm);
  return submit(context, job, storm);
}

// The job's id is the storm's: data that somebody spoilt must not keep a storm from its end.
function stormIdOf(job: Job): string {
  if (job.id !== undefined && isStormId(job.id)) return job.id;
  return readOrGiveUp(() => parseJob.finalize(job.data)).stormId;
}

async function sealLater(
  { instance }: WorkerContext,
  job: Job,
  token: string | undefined,
  storm: Storm,
): Promise<never> {
  const { store, reader, queues, config } = instance;
  const remainingMs = storm.sealAt - (await store.nowOf(storm.id));
  // Sealed by force, or its worker died: what divides it comes down the same road.
  const due = remainingMs <= 0 || storm.state === 'sealed';
  const delayMs = due ? sealPatienceMs : Math.max(leastDelayMs, remainingMs);
  // Delayed by what remains and not to a time: this machine's clock may be wrong.
  await job.moveToDelayed(Date.now() + delayMs, token);
  // After the move, so that the seal finds the job delayed and can promote it; should this process die in between,
  // the job comes back by itself and sends the seal then.
  const road = queues.aggregate[partitionOf(patternHashOf(storm.id), config.partitions)];
  if (due && road) await sendSeal(road, armedStorm(storm));
  // Sealed by force since it was read, or its deadline was brought forward: whoever did that found this job busy and could
  // not wake it.
  const since = await reader.storm(storm.id);
  if (since?.state !== storm.state || since.sealAt < storm.sealAt)
    await wake(queues.finalize, armedStorm(storm), await store.nowOf(storm.id));
  throw new DelayedError();
}

// A resource can't be taken back. Were it written before its storm is on Redis' disk, and on the replicas that are asked
// for, a loss of power or a failover could undo the seal, or the storm, and the same alerts would end in a second resource.
async function untilSafe({ instance }: WorkerContext, job: Job, token: string | undefined, storm: Storm) {
  const { counters: place } = instance.keys.partition(
    partitionOf(patternHashOf(storm.id), instance.config.partitions),
  );
  const waitMs =
    (await untilOnDisk(instance.redis, place, storm.sealWrittenAt ?? 0)) ||
    (await untilCopied(instance, storm));
  if (waitMs === 0) return;
  await job.moveToDelayed(Date.now() + Math.max(leastDelayMs, waitMs), token);
  throw new DelayedError();
}
