import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One storm that the recording has to give, whole. */
export interface TrueStorm {
  readonly pattern: string;
  readonly severity: string;
  readonly alertCount: number;
  readonly deliveryCount: number;
  readonly resolvedCount: number;
  readonly resources: readonly TrueResource[];
  /** `<fingerprint>@<startsAt>`. */
  readonly members: readonly string[];
}

export interface TrueResource {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly alerts: number;
  readonly resolved: boolean;
}

/** Alerts by outcome, as Stormfold counts them. */
export const trueOutcomes = [
  ...(['received', 'excluded', 'rejected', 'queued'] as const),
  ...(['opened', 'folded', 'repeated', 'resolved', 'refired'] as const),
];
type TrueOutcome = (typeof trueOutcomes)[number];

/** What has to come of the recording. Made with it, and not by Stormfold: see scripts/record-storm.ts. */
export interface Truth {
  readonly recording: {
    readonly notifications: number;
    readonly lengthMs: number;
    /** As it calls itself. */
    readonly alertmanager: string;
  };
  readonly alerts: Readonly<Record<TrueOutcome, number>>;
  readonly storms: readonly TrueStorm[];
}

export const recordingFile = fileURLToPath(new URL('node-death.jsonl.gz', import.meta.url));

export function readTruth(): Truth {
  return JSON.parse(readFileSync(new URL('node-death.truth.json', import.meta.url), 'utf8')) as Truth;
}
