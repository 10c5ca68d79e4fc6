import type { Labels } from '../alert/alert.ts';
import { isScope } from '../storm/scope.ts';
import type { Storm, StormSample } from '../storm/storm.ts';

/** What the page is told, as JSON. Times are milliseconds since 1970 on Redis' clock. */

/** The front row. All are sums over the instance's life, but for what is said to be now. */
export interface Numbers {
  /** Alerts that came in, whatever became of them. */
  readonly received: number;
  readonly rejected: number;
  /** Firing alerts that were folded: new ones and repeats. What the reduction is of. */
  readonly fired: number;
  readonly repeated: number;
  /** Storms that those alerts are in: a scope's that was divided is not one, those of its causes are. */
  readonly opened: number;
  readonly submitted: number;
  /** Alerts that wait to be folded now, and those whose job gave up. */
  readonly pending: number;
  readonly dead: number;
  /** Since the deadline of the storm that is longest past it without a resource, now; 0 when there is none. */
  readonly oldestUnsubmittedSeconds: number;
}

/** A storm in a list. */
export interface StormRow {
  readonly id: string;
  readonly pattern: string;
  /** The name of what its alerts come from, and how many patterns they are of; where alerts are correlated. */
  readonly cause?: string | undefined;
  readonly patterns?: number | undefined;
  /** It holds the alerts of a whole scope, and is divided by cause. */
  readonly isScope?: true | undefined;
  readonly state: Storm['state'];
  readonly severity: string;
  readonly alerts: number;
  readonly deliveries: number;
  readonly resolved: number;
  readonly rule?: string | undefined;
  readonly openedAt: number;
  readonly sealAt: number;
  readonly sealedAt?: number | undefined;
  readonly submittedAt?: number | undefined;
  readonly resourceName?: string | undefined;
  readonly reason?: string | undefined;
  /** Arrivals over the window, and affected resources by kind; of open storms. */
  readonly spark?: readonly number[];
  readonly kinds?: readonly (readonly [kind: string, count: number])[];
}

/** Storms in one state: how many there are, and the first of them. */
export interface Section {
  readonly total: number;
  /** Those that fit the filter, as far as is known: of open storms all are looked at. */
  readonly found: number;
  readonly storms: readonly StormRow[];
}

/** A job whose alerts could not be folded. */
export interface LetterRow {
  readonly queue: string;
  readonly jobId: string;
  readonly pattern: string;
  readonly alerts: number;
  readonly failedAt: number;
  readonly reason: string;
}

/** When a storm's alerts arrived: `bins[i]` in the `i`th `binMs` from `from` on; `until` is where the window ends. */
export interface Timeline {
  readonly from: number;
  readonly until: number;
  readonly binMs: number;
  readonly bins: readonly number[];
}

/** A storm on its own page. */
export interface StormPageView {
  readonly storm: StormRow & {
    readonly labels: Labels;
    readonly causeKind?: string | undefined;
    /** The storm that was divided into this one and others. */
    readonly scopeId?: string | undefined;
    readonly sealReason?: string | undefined;
    readonly fate?: string | undefined;
    readonly joined: number;
    readonly endedLate: number;
    readonly flapping: number;
    readonly truncated: boolean;
    readonly previousId?: string | undefined;
    readonly requestId?: string | undefined;
    /** Pages of the board about its jobs. */
    readonly jobs: readonly { readonly title: string; readonly path: string }[];
  };
  readonly timeline: Timeline;
  readonly kinds: readonly (readonly [kind: string, count: number])[];
  readonly divided?: Divided | undefined;
}

/** The storms that one was divided into: how many, and the first of them. */
export interface Divided {
  readonly total: number;
  readonly storms: readonly StormRow[];
  /** Alerts that went over into the next storm of its scope, because their causes began too late. */
  readonly carried: number;
}

/** A storm's first alerts, whole, and the labels that all of its alerts share. */
export interface SamplesView {
  readonly common: Labels;
  readonly samples: readonly StormSample[];
}

/** A storm as a row; what is not known yet is left out. */
export function rowOf(storm: Storm): StormRow {
  const { id, pattern, state, severity, terms, openedAt, sealAt, sealedAt, submittedAt } = storm;
  return {
    ...{ id, state, severity, openedAt, sealAt, sealedAt, submittedAt },
    pattern: pattern.text,
    cause: storm.cause?.name,
    patterns: storm.cause?.patternCount,
    isScope: isScope(storm) || undefined,
    alerts: storm.alertCount,
    deliveries: storm.deliveryCount,
    resolved: storm.resolvedCount,
    rule: terms?.rule,
    resourceName: storm.resourceName,
    reason: storm.reason,
  };
}
