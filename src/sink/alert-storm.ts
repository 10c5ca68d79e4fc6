import type { AffectedResourceSummary, SnapshotAlert } from '../storm/snapshot.ts';
import type { SealReason, StormCause, StormSample } from '../storm/storm.ts';
import type { Pairs, Resource } from './resource.ts';

/**
 * The custom resource that stands for one storm, or for one alert of it. Created once, complete; what comes later goes
 * into its status, see late-status.ts.
 */
export interface AlertStormManifest extends Resource {
  readonly spec: AlertStormSpec;
}

export interface AlertStormSpec {
  /** False: fewer alerts fired than its rule asks for. */
  readonly storm: boolean;
  /** Name of the rule that it was opened with; none in storms of a version that had no rules. */
  readonly rule?: string;
  /** Where alerts are correlated: what all of these come from. Without one, what they share is their pattern. */
  readonly cause?: Omit<StormCause, 'scopeId'>;
  readonly pattern: { readonly text: string; readonly labels: Pairs };
  /** The highest seen. */
  readonly severity: string;
  readonly alertCount: number;
  readonly deliveryCount: number;
  readonly resolvedCount: number;
  /** All alerts had ended when it was sealed. */
  readonly resolved: boolean;
  readonly flappingCount: number;
  readonly affectedResources: readonly AffectedResourceSummary[];
  readonly affectedResourceCount: number;
  readonly affectedResourcesByKind: Readonly<Record<string, number>>;
  readonly truncated: boolean;
  readonly commonLabels: Pairs;
  readonly commonAnnotations: Pairs;
  readonly members: readonly string[];
  /** The first of them, and why each of them is here; only with a cause. */
  readonly alerts?: readonly SnapshotAlert[];
  readonly samples: readonly SampleAlert[];
  readonly window: { readonly openedAt: string; readonly sealedAt: string; readonly reason: SealReason };
  /** Name of the resource of the storm of the same pattern before this one. */
  readonly previous?: string;
}

/** A whole alert; a time that no consumer could read as RFC 3339 is left out. */
export type SampleAlert = Omit<StormSample, 'startsAt'> & { readonly startsAt?: string };
