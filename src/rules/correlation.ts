import type { Matchers } from './matchers.ts';

/**
 * What an alert complains of. `down`: it does not answer; `cordoned`: it takes nothing any more; `strained`: short of
 * memory, disk or processor; `failing`: it ends by its own fault again and again, or cannot be started; `waiting`: not there
 * yet, not ready, or too few of it; `apart`: what no outage brings about, such as a certificate's end; `other`.
 */
export const symptoms = ['down', 'cordoned', 'strained', 'failing', 'waiting', 'apart', 'other'] as const;
export type Symptom = (typeof symptoms)[number];

/** Which alerts are taken to be of one cause, where rules correlate. Durations are milliseconds. */
export interface CorrelationRules {
  /** Alerts with different values of this label never have a cause in common. */
  readonly scope: string;
  /** How far from a cause's beginning its consequences may begin, before it or after it. */
  readonly withinMs: number;
  /** With so many alerts a scope's storm is divided at once. */
  readonly maxAlerts: number;
  /** What alerts complain of whose names do not tell: the first symptom of which any set matches. */
  readonly symptoms: readonly (readonly [Symptom, readonly Matchers[]])[];
  /** Asked before all that Stormfold knows by itself, in order. */
  readonly causes: readonly CauseRule[];
}

/** What somebody says of a cause of theirs, as in an inhibit rule of Alertmanager's. */
export interface CauseRule {
  readonly name: string;
  /** An alert that matches any of these is the cause. */
  readonly cause: readonly Matchers[];
  /** Alerts that match any of these are taken in, where they began in time. */
  readonly takes: readonly Matchers[];
  /** Labels that have to be equal in both. */
  readonly equal: readonly string[];
}

export const defaultCorrelation: CorrelationRules = {
  ...{ scope: 'cluster', withinMs: 5 * 60_000, maxAlerts: 10_000 },
  ...{ symptoms: [], causes: [] },
};
