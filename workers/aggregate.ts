import { type Job, UnrecoverableError } from 'bullmq';

import type { Instance } from '../src/instance.ts';
import type { Metrics } from '../src/metrics.ts';
import { hasten, wakeSealed } from '../src/queue/arm.ts';
import { jobNames, parseJob } from '../src/queue/jobs.ts';
import { askOnDiskAfter } from '../src/redis/on-disk.ts';
import { severityOf } from '../src/storm/severity.ts';
import { partitionOf } from '../src/storm/pattern.ts';
import { type Storm, patternHashOf } from '../src/storm/storm.ts';
import { inSpan, spanKeys } from '../src/tracing.ts';
import { type Seal, type WorkerContext, armedStorm } from './context.ts';
import { divide, isUndivided } from './divide.ts';
import { foldJob } from './fold-job.ts';
import { inPlace } from './in-place.ts';
import { readOrGiveUp } from './poison.ts';

/**
 * Folds one job's alerts, or seals a storm whose turn has come. One at a time in each partition, in order of arrival.
 * Safe to run again at any point: `fold` answers a rerun as it did the first time, and arming twice arms once.
 */
export async function aggregate(context: WorkerContext, partition: number, job: Job): Promise<unknown> {
  const seal: Seal = (stormId, arrivedAt) =>
    inSpan({ name: 'seal', attributes: { [spanKeys.stormId]: stormId } }, async (span) => {
      const done = await sealOnTheRoad(context, stormId, arrivedAt);
      span.setAttribute(spanKeys.outcome, done.sealed);
      return done;
    });
  if (job.name === jobNames.fold) return foldJob(context, partition, job, seal);
  if (job.name === jobNames.seal) return seal(readOrGiveUp(() => parseJob.seal(job.data)).stormId);
  throw new UnrecoverableError(`no processor for a job named ${JSON.stringify(job.name)} in this queue`);
}

// Here, and only here: all that arrived before the deadline has been folded, because it stood before this in the queue.
async function sealOnTheRoad(
  context: WorkerContext,
  stormId: string,
  arrivedAt?: number,
): Promise<{ sealed: string }> {
  const { instance, metrics } = context;
  const { store, reader, queues, log } = instance;
  const reply = await inPlace(() => store.seal(stormId, false, arrivedAt), log);
  const storm = reply.kind === 'gone' ? undefined : await inPlace(() => reader.storm(stormId), log);
  if (storm && isUndivided(storm)) await divide(context, storm);
  else if (reply.kind === 'sealed' && storm?.state === 'sealed')
    await inPlace(() => submitSoon(instance, storm, reply.now), log);
  if (storm && storm.sealedAt === reply.now) observeSeal(metrics, storm, reply.now);
  // A new alert put the deadline off since the finalize job looked at it.
  if (reply.kind === 'not yet' && storm)
    await inPlace(() => hasten(queues.finalize, armedStorm(storm), reply.now, reply.remainingMs), log);
  log.info({ stormId, outcome: reply.kind }, 'storm seal');
  return { sealed: reply.kind };
}

// Not before it is on the disk: until then its job could only look and go back to sleep.
async function submitSoon(
  { queues, redis, keys, config }: Instance,
  storm: Storm,
  now: number,
): Promise<void> {
  const { rank } = severityOf(storm.severity, config.severityOrder);
  const { counters: place } = keys.partition(partitionOf(patternHashOf(storm.id), config.partitions));
  const delayMs = await askOnDiskAfter(redis, place);
  await wakeSealed(queues.finalize, armedStorm(storm), now, { rank, delayMs });
}

// By the call that sealed it alone: a rerun is answered later than the seal was.
function observeSeal(metrics: Metrics, { sealAt, sealReason }: Storm, now: number): void {
  if (sealReason !== 'forced') metrics.sealLagSeconds.observe(Math.max(0, now - sealAt) / 1000);
}
