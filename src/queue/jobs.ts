import { z } from 'zod';

import { isObject } from '../alert/describe.ts';
import type { Pattern } from '../storm/pattern.ts';
import type { StormTerms, Tenant, TimeRange } from '../storm/terms.ts';
import { type PackedAlerts, type UnpackedAlert, unpack } from './packed.ts';

/** Written into jobs that hold alerts. A worker takes its own schema and the one before it; what it can't read is poison. */
export const foldSchema = 2;
/** Written into jobs about a storm: a worker of the version before, beside this one, must seal and submit it too. */
export const stormSchema = 1;

/** Alerts of one pattern, out of one request or of some that came together; a huge set is spread over several such jobs. */
export interface FoldJob extends FoldJobHead {
  readonly alerts: readonly UnpackedAlert[];
}

/** As it stands in the queue. */
export interface QueuedFoldJob extends FoldJobHead, PackedAlerts {}

interface FoldJobHead {
  readonly schema: number;
  /** Of the first of them. */
  readonly requestId: string;
  /** All of them, where they are several: since requests that come together share jobs. */
  readonly requestIds?: readonly string[] | undefined;
  readonly pattern: Pattern;
  readonly truncated: boolean;
  /** What its rule said when it arrived; undefined in jobs of the version before rules. */
  readonly terms?: StormTerms | undefined;
  readonly tenant?: Tenant | undefined;
  readonly muted?: readonly TimeRange[] | undefined;
  /** By place in `alerts`: how long an urgent one waits, in milliseconds. */
  readonly urgentMs?: Readonly<Record<string, number>> | undefined;
  /** Stands for the rules that made the pattern; another than before means that some alerts may have moved. */
  readonly patterns?: string | undefined;
}

/** Seal a storm: sent down the road of the alerts, behind all that arrived before the deadline. */
export interface SealJob {
  readonly schema: number;
  readonly stormId: string;
  readonly pattern: string;
}

/** Submit a storm once it is sealed. One a storm: the job's id is the storm's. */
export interface FinalizeJob {
  readonly schema: number;
  readonly stormId: string;
  /** For people: the pattern's text. */
  readonly pattern: string;
  readonly requestId: string;
}

export const jobNames = {
  fold: 'fold',
  seal: 'seal',
  finalize: 'finalize',
  update: 'update',
  sweep: 'sweep',
} as const;

/** The alerts inside were parsed by intake; only the envelope is checked again, once a job. */
const foldJob = z.object({
  schema: z.union([z.literal(foldSchema), z.literal(1)]),
  requestId: z.string(),
  requestIds: z.array(z.string()).optional(),
  pattern: z.object({
    text: z.string(),
    // No record: that leaves a label out which is called `__proto__`.
    labels: z.custom<Pattern['labels']>(isObject),
    hash: z.string().regex(/^[0-9a-f]{16}$/),
  }),
  truncated: z.boolean(),
  // Schema 1 wrote every alert whole.
  shared: z.custom<PackedAlerts['shared']>(isObject).default({ labels: {}, annotations: {} }),
  alerts: z.array(z.custom<PackedAlerts['alerts'][number]>(isObject)).min(1),
  terms: z.custom<StormTerms>(isObject).optional(),
  tenant: z.custom<Tenant>(isObject).optional(),
  muted: z.array(z.tuple([z.number(), z.number()])).optional(),
  urgentMs: z.record(z.string(), z.number()).optional(),
  patterns: z.string().optional(),
});
const sealJob = z.object({ schema: z.literal(stormSchema), stormId: z.string(), pattern: z.string() });
const finalizeJob = sealJob.extend({ requestId: z.string() });

/** Each throws a ZodError on data that no version of Stormfold wrote: the job is poison. */
export const parseJob = {
  fold: (data: unknown): FoldJob => {
    const { shared, alerts, ...head } = foldJob.parse(data);
    return { ...head, alerts: unpack({ shared, alerts }) };
  },
  seal: (data: unknown): SealJob => sealJob.parse(data),
  finalize: (data: unknown): FinalizeJob => finalizeJob.parse(data),
};

/**
 * A fold job's id: made per request, with an index, and with the number of its alerts, so that the alerts of a job
 * that somebody removed can still be counted.
 */
export function foldJobId(requestKey: string, index: number, alerts: number): string {
  return `${requestKey}.${index}.${alerts}`;
}

/** The alerts in a fold job, by its id alone; 0 for any other job's id. */
export function alertsIn(jobId: string): number {
  const match = /^[^.]+\.\d+\.(\d+)$/.exec(jobId);
  return match?.[1] ? Number(match[1]) : 0;
}
