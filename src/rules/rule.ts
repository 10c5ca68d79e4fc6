import type { Below, WhenResolved } from '../storm/terms.ts';
import type { CorrelationRules } from './correlation.ts';
import type { Matchers } from './matchers.ts';
import type { TimeInterval } from './time-interval.ts';

/** How long a storm takes alerts. Durations are milliseconds. */
export type Window =
  /** From the first alert. */
  | { readonly kind: 'fixed'; readonly ms: number }
  /** Until no new alert came for `quietMs`, and never longer than `maxMs` from the first. */
  | { readonly kind: 'quiet'; readonly quietMs: number; readonly maxMs: number };

/** Everything that a rule may set; the same settings at the top of the file are what rules leave out. */
export interface RuleSettings {
  /** Its alerts share the storm of their scope, which is divided by cause once it is sealed; `by` is of no effect then. */
  readonly correlate: boolean;
  /** The labels that make the pattern; `['...']` is all of them. */
  readonly by: readonly string[];
  readonly window: Window;
  readonly maxAlerts: number | undefined;
  /** An alert that matches any of these does not wait for the window's end. */
  readonly urgent: readonly Matchers[];
  /** What it waits instead; 0: it seals the storm at once. */
  readonly urgentWaitMs: number;
  readonly minAlerts: number | undefined;
  readonly below: Below;
  readonly whenResolved: WhenResolved;
  readonly cooldownMs: number | undefined;
  readonly cooldownMax: number;
  readonly updates: boolean;
  readonly flapAfter: number | undefined;
  /** An alert that matches any of these is counted and not folded. */
  readonly exclude: readonly Matchers[];
  readonly mute: Mute;
}

/** When firing alerts that would be counted are set aside instead. */
export interface Mute {
  /** Milliseconds since 1970; undefined: since ever. Without `untilMs` and `fromMs`, the intervals alone say it. */
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
  readonly intervals: readonly TimeInterval[];
}

/** One rule: the first whose matchers all match an alert decides what becomes of it. */
export interface Rule {
  readonly name: string;
  readonly match: Matchers;
  readonly settings: RuleSettings;
}

/** The limits of each tenant; undefined in a config without tenants. */
export interface TenantLimits {
  /** The label whose value is the tenant's name. */
  readonly label: string;
  readonly maxStorms: number | undefined;
  readonly maxAlerts: number | undefined;
}

/** All rules in force, in order; the last one matches everything and is called `default`. */
export interface RuleBook {
  readonly rules: readonly [...Rule[], Rule];
  readonly tenants: TenantLimits | undefined;
  readonly correlation: CorrelationRules;
}

export const defaultRuleName = 'default';

/** In `by`: all labels. */
export const allLabels = '...';
