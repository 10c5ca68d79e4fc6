import { type Job, UnrecoverableError } from 'bullmq';

import { arm, wake } from '../src/queue/arm.ts';
import { type FoldJob, alertsIn, jobNames, parseJob } from '../src/queue/jobs.ts';
import type { FoldAnswer, FoldRequest } from '../src/redis/fold.ts';
import { foldEntryOf } from '../src/storm/fold-entry.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { inPlace } from './in-place.ts';
import { readOrGiveUp } from './poison.ts';

/**
 * Folds one job's alerts, or seals a storm whose turn has come. One at a time in each partition, in order of arrival.
 * Safe to run again at any point: `fold` answers a rerun as it did the first time, and arming twice arms once.
 */
export async function aggregate(context: WorkerContext, partition: number, job: Job): Promise<unknown> {
  if (job.name === jobNames.fold) return fold(context, partition, job);
  if (job.name === jobNames.seal)
    return sealOnTheRoad(context, readOrGiveUp(() => parseJob.seal(job.data)).stormId);
  throw new UnrecoverableError(`no processor for a job named ${JSON.stringify(job.name)} in this queue`);
}

async function fold(context: WorkerContext, partition: number, job: Job): Promise<FoldAnswer['sums']> {
  const data = readOrGiveUp(() => parseJob.fold(job.data));
  const jobId = job.id ?? '';
  if (alertsIn(jobId) !== data.alerts.length) {
    throw new UnrecoverableError(
      `the job's id says ${alertsIn(jobId)} alerts, its data holds ${data.alerts.length}`,
    );
  }
  const acks = takeAcks(context, partition);
  const request = foldRequestOf(context, jobId, data, acks);
  const stop = context.metrics.foldSeconds.startTimer();
  const answer = await foldOrRollOver(context, request, data);
  stop();
  const { sums, storm, again } = answer;
  context.instance.log.info(
    { requestId: data.requestId, jobId, pattern: data.pattern.text, stormId: storm?.id, again, ...sums },
    'job folded',
  );
  return sums;
}

function foldRequestOf(
  { instance }: WorkerContext,
  jobId: string,
  data: FoldJob,
  acks: string[],
): FoldRequest {
  const { requestId, pattern, truncated, alerts } = data;
  const entries = alerts.map((alert) => foldEntryOf(alert, instance.config.severityOrder));
  return { jobId, requestId, pattern, truncated, entries, acks };
}

async function foldOrRollOver(
  context: WorkerContext,
  request: FoldRequest,
  data: FoldJob,
): Promise<FoldAnswer> {
  const { store, queues, log } = context.instance;
  for (;;) {
    const reply = await inPlace(() => store.fold(request), log);
    if (reply.kind === 'due') {
      await sealOnTheRoad(context, reply.stormId, reply.arrivedAt);
      continue;
    }
    if (reply.kind === 'unknown') {
      throw new UnrecoverableError(
        'this job did not come through intake, or was folded long ago: nothing was folded',
      );
    }
    const { storm, now } = reply;
    if (storm?.opened) {
      const armed = { id: storm.id, pattern: data.pattern.text, requestId: data.requestId };
      await inPlace(() => arm(queues.finalize, armed, now, storm.sealAt - now), log);
    }
    return reply;
  }
}

// Here, and only here: all that arrived before the deadline has been folded, because it stood before this in the queue.
async function sealOnTheRoad(
  { instance }: WorkerContext,
  stormId: string,
  arrivedAt?: number,
): Promise<{ sealed: string }> {
  const { store, reader, queues, log } = instance;
  const reply = await inPlace(() => store.seal(stormId, 'expired', false, arrivedAt), log);
  if (reply.kind === 'sealed') {
    const storm = await inPlace(() => reader.storm(stormId), log);
    if (storm?.state === 'sealed')
      await inPlace(() => wake(queues.finalize, armedStorm(storm), reply.now), log);
  }
  log.info({ stormId, outcome: reply.kind }, 'storm seal');
  return { sealed: reply.kind };
}

function takeAcks({ acks }: WorkerContext, partition: number): string[] {
  const taken = acks.get(partition) ?? [];
  acks.delete(partition);
  return taken;
}
