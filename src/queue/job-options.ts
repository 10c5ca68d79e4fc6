import type { JobsOptions } from 'bullmq';

/** No attempts of BullMQ's: a backoff would let the next job overtake. What can be retried is retried in place. */
export const foldJobOptions: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: false,
  attempts: 1,
  stackTraceLimit: 5,
};

/** What may be retried, and for how long, is decided by the worker's backoff, never by a number of attempts. */
export const finalizeJobOptions: JobsOptions = {
  attempts: 1_000_000_000,
  backoff: { type: 'custom' },
  removeOnComplete: { age: 24 * 3600, count: 1000 },
  removeOnFail: false,
  stackTraceLimit: 5,
};

/**
 * The same on every worker, or the slowest rules: a killed worker's jobs come back within 5 s. A kill is not the job's
 * fault, so that no number of kills makes a healthy job a dead letter.
 */
export const recoverySettings = {
  lockDuration: 5000,
  stalledInterval: 1000,
  maxStalledCount: 1_000_000,
} as const;
