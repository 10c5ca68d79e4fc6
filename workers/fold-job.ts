import { type Job, UnrecoverableError } from 'bullmq';

import { arm, hasten } from '../src/queue/arm.ts';
import { type FoldJob, alertsIn, parseJob } from '../src/queue/jobs.ts';
import type { FoldRequest } from '../src/redis/fold.ts';
import type { FoldAnswer, FoldedStorm } from '../src/redis/fold-reply.ts';
import { type FoldEntry, foldEntryOf } from '../src/storm/fold-entry.ts';
import { overflowOf } from '../src/storm/pattern.ts';
import { inSpan, spanKeys } from '../src/tracing.ts';
import type { Seal, WorkerContext } from './context.ts';
import { tellFold } from './fold-span.ts';
import { inPlace } from './in-place.ts';
import { tellLate } from './late.ts';
import { withMemoryOfOthers } from './moved.ts';
import { readOrGiveUp } from './poison.ts';

/** Folds one job's alerts, and does what follows from that: arms what opened, tells what is sealed. */
export async function foldJob(
  context: WorkerContext,
  partition: number,
  job: Job,
  seal: Seal,
): Promise<FoldAnswer['sums']> {
  const data = readOrGiveUp(() => parseJob.fold(job.data));
  const jobId = job.id ?? '';
  if (alertsIn(jobId) !== data.alerts.length) {
    throw new UnrecoverableError(
      `the job's id says ${alertsIn(jobId)} alerts, its data holds ${data.alerts.length}`,
    );
  }
  const entries = await withMemoryOfOthers(context, { partition, jobId, data }, entriesOf(context, data));
  const request = foldRequestOf(context, { partition, jobId, data }, entries);
  const stop = context.metrics.foldSeconds.startTimer();
  const answer = await traced(context, request, () => foldOrRollOver(context, request, seal));
  for (const storm of answer.storms) await setGoing(context, request, storm, answer.now);
  await tellLate(context, answer.late);
  stop();
  const { sums, storms, again } = answer;
  const { requestId, requestIds, pattern } = data;
  // Nearly always one; a job that fills its storm, or overflows its tenant, touches more.
  const [stormId, ...more] = storms.map(({ id }) => id);
  const others = more.length > 0 && { otherStormIds: more };
  context.instance.log.info(
    { requestId, requestIds, jobId, pattern: pattern.text, stormId, ...others, again, ...sums },
    'job folded',
  );
  return sums;
}

function entriesOf({ instance }: WorkerContext, { alerts, urgentMs = {}, terms }: FoldJob): FoldEntry[] {
  const { severityOrder } = instance.config;
  const correlate = terms?.correlate;
  return alerts.map((alert, place) =>
    foldEntryOf(alert, severityOrder, { urgentMs: urgentMs[place], correlate }),
  );
}

function foldRequestOf(
  context: WorkerContext,
  { partition, jobId, data }: { partition: number; jobId: string; data: FoldJob },
  entries: readonly FoldEntry[],
): FoldRequest {
  const { requestId, pattern, truncated, tenant, muted } = data;
  const terms = data.terms ?? context.instance.rules.defaultTerms;
  const acks = takeAcks(context, partition);
  return { jobId, requestId, pattern, truncated, entries, terms, tenant, muted, acks };
}

/** The script's round trip, and that of every seal that had to come first. */
function traced(
  { instance }: WorkerContext,
  { pattern, entries }: FoldRequest,
  work: () => Promise<FoldAnswer>,
): Promise<FoldAnswer> {
  const attributes = { [spanKeys.pattern]: pattern.text, [spanKeys.alerts]: entries.length };
  return inSpan({ name: 'fold', attributes }, async (span) => {
    const answer = await work();
    await tellFold(span, instance.queues.finalize, answer);
    return answer;
  });
}

async function foldOrRollOver(
  { instance }: WorkerContext,
  request: FoldRequest,
  seal: Seal,
): Promise<FoldAnswer> {
  let [due, times] = ['', 0];
  for (;;) {
    const reply = await inPlace(() => instance.store.fold(request), instance.log);
    if (reply.kind === 'folded') return reply;
    if (reply.kind === 'unknown') {
      throw new UnrecoverableError(
        'this job did not come through intake, or was folded long ago: nothing was folded',
      );
    }
    times = reply.stormId === due ? times + 1 : 1;
    due = reply.stormId;
    if (times > mostSeals) throw new UnrecoverableError(`storm ${due} is due however often it is sealed`);
    await seal(reply.stormId, reply.arrivedAt);
  }
}

/**
 * Seals of one storm in a row: more than one only where Redis lost the one before. A storm whose record is broken would
 * keep all patterns of its partition waiting, for ever and silently; so its jobs become dead letters.
 */
const mostSeals = 20;

async function setGoing(
  { instance }: WorkerContext,
  request: FoldRequest,
  storm: FoldedStorm,
  now: number,
): Promise<void> {
  const { finalize } = instance.queues;
  const { id, sealAt, opened, sooner } = storm;
  const armed = {
    id,
    pattern: patternTextOf(instance.config.partitions, request, id),
    requestId: request.requestId,
  };
  const start = sooner ? hasten : arm;
  if (opened || sooner) await inPlace(() => start(finalize, armed, now, sealAt - now), instance.log);
}

function patternTextOf(partitions: number, { pattern, tenant }: FoldRequest, stormId: string): string {
  return tenant && !stormId.startsWith(pattern.hash) ? overflowOf(tenant, partitions).text : pattern.text;
}

function takeAcks({ acks }: WorkerContext, partition: number): string[] {
  const taken = acks.get(partition) ?? [];
  acks.delete(partition);
  return taken;
}
