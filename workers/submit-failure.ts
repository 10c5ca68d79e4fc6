import { type Job, UnrecoverableError } from 'bullmq';

import { messageOf } from '../src/errors.ts';
import { parseKept } from '../src/sink/kept.ts';
import { retryDelay } from '../src/sink/retry.ts';
import { SinkError } from '../src/sink/sink.ts';
import type { Storm } from '../src/storm/storm.ts';
import type { WorkerContext } from './context.ts';
import { isPassing } from './in-place.ts';

/** Thrown so that BullMQ runs the job again after `delayMs`; `backoff` reads it back. */
class TryAgain extends Error {
  readonly delayMs: number;

  constructor(message: string, delayMs: number, cause: unknown) {
    super(message, { cause });
    this.delayMs = delayMs;
  }
}

/** BullMQ's custom backoff: whoever threw knows how long to wait. What nobody foresaw is tried again after 5 s. */
export function backoff(_attemptsMade: number, _type: string | undefined, error: Error | undefined): number {
  return error instanceof TryAgain ? error.delayMs : 5000;
}

/** Decides what follows a failed submit: another try later, or a dead letter. Always throws. */
export async function failSubmit(
  context: WorkerContext,
  job: Job,
  storm: Storm,
  cause: unknown,
): Promise<never> {
  // What Redis refuses for now is no fault of the resource's: it never makes a dead letter.
  if (isPassing(cause)) throw cause;
  const error = cause instanceof SinkError ? cause : unforeseen(cause);
  const { log, store } = context.instance;
  context.metrics.submitFailures.inc({ reason: error.reason });
  const attempt = job.attemptsMade + 1;
  const delayMs = await delayAfter(context, job, error, attempt);
  const { message, advice, verdict, reason } = error;
  const text = advice ? `${message}. ${advice}` : message;
  const keys = {
    stormId: storm.id,
    requestId: storm.requestId,
    attempt,
    reason,
    verdict,
    advice,
    error: messageOf(error),
  };
  if (delayMs >= 0) {
    log.warn({ ...keys, delayMs }, 'submit failed, trying again');
    throw new TryAgain(text, delayMs, error);
  }
  if (verdict !== 'retry') await forgetUnwritten(context, storm);
  // Before the throw: should the process die here, the job runs again and finds a failed storm, which it then tries
  // once more. The other way round a failed job's storm would look sealed until the next sweep.
  await store.settle(storm.id, 'failed', text);
  log.error(keys, 'submit failed for good, waiting for a retry by hand');
  throw new UnrecoverableError(text);
}

/**
 * Somebody mends the template, or this program, before they retry the storm: then its resource is composed anew. Not
 * where it stands, or might: the retry has to meet it.
 */
async function forgetUnwritten({ instance, sink, lanes }: WorkerContext, { id }: Storm): Promise<void> {
  const kept = await instance.reader.manifest(id);
  if (kept === undefined) return;
  // Whatever keeps us from seeing it keeps us from forgetting it.
  const standing = parseKept(kept).map((resource) =>
    lanes.run(() => sink.exists(resource)).catch(() => true),
  );
  if (!(await Promise.all(standing)).includes(true)) await instance.reader.forgetManifest(id);
}

function unforeseen(cause: unknown): SinkError {
  return new SinkError(messageOf(cause), { verdict: 'retry', reason: 'unforeseen', cause });
}

async function delayAfter(
  context: WorkerContext,
  job: Job,
  error: SinkError,
  attemptsMade: number,
): Promise<number> {
  const now = await context.instance.store.now();
  const refusedSince = await keepRefusedSince(job, error, now);
  const { maxAttempts } = context.instance.config.sink;
  return retryDelay({
    error,
    attemptsMade,
    refusedForMs: now - refusedSince,
    ...(maxAttempts !== undefined && { maxAttempts }),
    random: Math.random,
  });
}

// How long we have been refused must outlive the process; the first try after a retry by hand begins it anew.
async function keepRefusedSince(job: Job, error: SinkError, now: number): Promise<number> {
  const { refusedSince, ...data } = job.data as { refusedSince?: number };
  if (error.verdict !== 'wait') {
    // The refusals must have come without a break.
    if (refusedSince !== undefined) await job.updateData(data);
    return now;
  }
  if (refusedSince !== undefined && job.attemptsMade > 0) return refusedSince;
  await job.updateData({ ...data, refusedSince: now });
  return now;
}
