import type { Verdict } from '../errors.ts';

const firstMs = 1_000;
const longestMs = 60_000;
/** A server that asks for more than this is not obeyed: its storms would wait for a mistake in a header. */
const longestRetryAfterMs = 300_000;
const refusedEveryMs = 60_000;
const refusedForAtMostMs = 3_600_000;

export interface FailedTry {
  readonly error: { readonly verdict: Verdict; readonly retryAfterMs?: number | undefined };
  /** Tries so far, the one that just failed included: at least 1. */
  readonly attemptsMade: number;
  /** Time since the first of the refusals that have come without a break; 0 at the first. */
  readonly refusedForMs: number;
  readonly maxAttempts?: number | undefined;
  /** Like Math.random. */
  readonly random: () => number;
}

/** Milliseconds until the next try, or -1 to give up. */
export function retryDelay({ error, attemptsMade, refusedForMs, maxAttempts, random }: FailedTry): number {
  if (maxAttempts !== undefined && attemptsMade >= maxAttempts) return -1;
  if (error.verdict === 'never') return -1;
  if (error.verdict === 'wait') return refusedForMs < refusedForAtMostMs ? refusedEveryMs : -1;
  return Math.round(Math.max(backoffMs(attemptsMade, random), askedForMs(error.retryAfterMs, random)));
}

// Half of it is chance: storms that failed together must not come back together.
function backoffMs(attemptsMade: number, random: () => number): number {
  return Math.min(longestMs, firstMs * 2 ** attemptsMade) * (0.5 + random() / 2);
}

// Never earlier than asked for, and not all at the same moment.
function askedForMs(retryAfterMs: number | undefined, random: () => number): number {
  return Math.min(retryAfterMs ?? 0, longestRetryAfterMs) * (1 + random() / 10);
}
