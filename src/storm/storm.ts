import type { AffectedResource, Labels } from '../alert/alert.ts';
import type { StormTerms } from './terms.ts';

/** Every state that a storm can be in; which may follow which stands in docs/internals.md. */
export const stormStates = [
  'open',
  'sealed',
  'submitted',
  'failed',
  'dropped',
  'discarded',
  'divided',
] as const;
export type StormState = (typeof stormStates)[number];

export type SealReason = 'expired' | 'full' | 'quiet' | 'urgent' | 'forced';

/**
 * What its rule makes of a sealed storm, by what stood in it at the seal: one resource; one that is marked as below its
 * minimum; one for each alert; or none.
 */
export type Fate = 'storm' | 'below' | 'each' | 'drop';

/**
 * What broke. `node`: one or several nodes, or a zone; `shared`: what all of a cluster or a namespace depends on; `rule`: one
 * of the configuration's own; `workload`, `claim`: one object's own trouble; `pattern`: nothing is known but alertname and
 * namespace; `alert`: one alert, which has nothing to do with others.
 */
export const causeKinds = ['node', 'shared', 'rule', 'workload', 'claim', 'pattern', 'alert'] as const;
export type CauseKind = (typeof causeKinds)[number];

/** What all alerts of a storm come from, where alerts are correlated. */
export interface StormCause {
  readonly kind: CauseKind;
  /** For people: `node worker-3`, `Deployment/shop/api`. */
  readonly name: string;
  /** Alertnames in their namespaces that it brought about. */
  readonly patternCount: number;
  /** The id of its scope's storm, which was divided. */
  readonly scopeId: string;
}

/** One storm as Redis holds it. All times are milliseconds since 1970 on Redis' clock. */
export interface Storm {
  /** `<pattern hash>-<12 hex digits>`: it names its own pattern, and with that its partition and its keys. */
  readonly id: string;
  readonly schema: number;
  readonly state: StormState;
  readonly pattern: { readonly text: string; readonly labels: Labels };
  readonly severity: string;
  readonly alertCount: number;
  readonly deliveryCount: number;
  /** Those that expired included. */
  readonly resolvedCount: number;
  /** Alerts that were not sent again by when they had said; absent where none said so. */
  readonly expiredCount?: number;
  /** Some of its members were sent again, or have ended: that is kept beside them. */
  readonly hasTallies?: true;
  /** The sender cut alerts off while this storm was open. */
  readonly truncated: boolean;
  /** Alerts that fired so often in this storm that they flap. */
  readonly flappingCount: number;
  /** What it was opened with; undefined in storms of a version that had no rules. */
  readonly terms?: StormTerms;
  /** Decided by the seal. */
  readonly fate?: Fate;
  /** Alerts that joined it after the seal, and alerts (joined ones included) that ended after it. */
  readonly joinedCount: number;
  readonly endedLateCount: number;
  readonly joinedSeverity?: string;
  readonly lastJoinedAt?: number;
  readonly lastEndedAt?: number;
  /** Grows with each of them: what a resource was updated to. */
  readonly lateSeq?: number;
  readonly openedAt: number;
  readonly sealAt: number;
  readonly sealedAt?: number;
  readonly sealReason?: SealReason;
  /** When Redis was told to seal it, on Redis' own clock even where storms run on another. */
  readonly sealWrittenAt?: number;
  readonly submittedAt?: number;
  /** The storm of the same pattern before this one, while it is remembered. */
  readonly previousId?: string;
  /** Name of the resource that stands for this storm, once submitted. */
  readonly resourceName?: string;
  /** Why the storm is `failed`, or was discarded. */
  readonly reason?: string;
  /** Of a storm that is a cause's. */
  readonly cause?: StormCause;
  /** The ids of the storms that it was divided into, once it is `divided`. */
  readonly dividedInto?: readonly string[];
  /** The request whose alert opened it. */
  readonly requestId?: string;
  /** `kind:hash` of each label and annotation pair that every member so far shares. */
  readonly commonPairs: readonly string[];
}

/** One episode of a storm. */
export interface StormMember {
  readonly fingerprint: string;
  /** As sent; the time of arrival, in RFC 3339, where the sender gave none. */
  readonly startsAt: string;
  readonly endsAt?: string;
  readonly arrivedAt: number;
  /** How often the alert was received while the storm was open. */
  readonly deliveries: number;
  readonly severity: string;
  readonly resource: AffectedResource;
  /** It fired more often within the storm than its rule allows. */
  readonly flapping?: true;
  /** Where the storm is of more than one pattern. */
  readonly alertname?: string;
  /** For people: why it is in this storm, where that is not its pattern. */
  readonly reason?: string;
}

/** A whole alert, kept for the first few members of a storm. */
export interface StormSample {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly generatorURL?: string;
  readonly fingerprint: string;
}

/** Nothing more can become of it, apart from what came late. */
export function isSettled({ state }: Pick<Storm, 'state'>): boolean {
  return ['submitted', 'dropped', 'discarded', 'divided'].includes(state);
}

export function isStormId(text: string): boolean {
  return /^[0-9a-f]{16}-[0-9a-f]{12}$/.test(text);
}

/** The pattern hash that a storm's id begins with. Throws on anything that is not a storm's id. */
export function patternHashOf(stormId: string): string {
  const match = /^([0-9a-f]{16})-[0-9a-f]{12}$/.exec(stormId);
  if (!match?.[1]) throw new RangeError(`not a storm id: ${JSON.stringify(stormId)}`);
  return match[1];
}
