/** What becomes of a storm that has fewer firing alerts than it should have. */
export const belowWords = ['submit', 'each', 'drop'] as const;
export type Below = (typeof belowWords)[number];

/** What becomes of a storm whose alerts had all ended before it was sealed. */
export const whenResolvedWords = ['submit', 'drop'] as const;
export type WhenResolved = (typeof whenResolvedWords)[number];

/** What a storm is opened with and keeps, whatever becomes of its rule. Durations are milliseconds. */
export interface StormTerms {
  /** The name of the rule whose alert opened it. */
  readonly rule: string;
  /** From the first alert to the deadline; of a quiet window, the longest that it can last. */
  readonly windowMs: number;
  /** Seals after so long without a new alert; undefined: the window is fixed. */
  readonly quietMs?: number;
  /** Seals with so many alerts. */
  readonly maxAlerts?: number;
  /** With fewer firing alerts than this at the seal, `below` decides; undefined: any number will do. */
  readonly minAlerts?: number;
  readonly below: Below;
  readonly whenResolved: WhenResolved;
  /** How long after its deadline new alerts of the pattern join the storm; undefined: they open another. */
  readonly cooldownMs?: number;
  /** Most alerts that join it so. */
  readonly cooldownMax: number;
  /** Whether what comes after the seal is written to the resource's status. */
  readonly updates: boolean;
  /** An alert that fires more often than this within one storm flaps; undefined: none does. */
  readonly flapAfter?: number;
  /** It holds the alerts of a whole scope, and is divided into one storm for each cause once it is sealed. */
  readonly correlate?: true;
}

/** Whose alerts these are, and how much of the instance they may take; what is over it goes into one overflow storm. */
export interface Tenant {
  readonly label: string;
  readonly name: string;
  /** Undefined: any number. */
  readonly maxStorms?: number;
  readonly maxAlerts?: number;
}

/** Milliseconds since 1970: from the first up to, and not including, the second. */
export type TimeRange = readonly [from: number, until: number];

/** What is above a tenant's limits has terms of its own, under this name. */
export const overflowRuleName = 'overflow';

/**
 * A storm of more alerts is not submitted alert by alert: that would be the storm of resources that Stormfold is there to
 * prevent. lua/seal.lua has it too.
 */
export const mostEach = 100;

/** The terms of an overflow storm: alerts of many patterns share it, so that only how long it waits is their rule's. */
export function overflowTerms({ windowMs, updates }: StormTerms): StormTerms {
  return {
    rule: overflowRuleName,
    windowMs,
    below: 'submit',
    whenResolved: 'submit',
    cooldownMax: 0,
    updates,
  };
}
