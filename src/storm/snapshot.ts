import type { AffectedResource, Labels } from '../alert/alert.ts';
import { keepCommon } from './common-pairs.ts';
import { isoTime } from './fold-entry.ts';
import type { Storm, StormMember, StormSample } from './storm.ts';

/** Most of each that a storm's resource carries; the rest is counted, and readable through the API. */
export const snapshotCaps = { affectedResources: 500, members: 500, kinds: 50 } as const;

export interface AffectedResourceSummary extends AffectedResource {
  /** Episodes about it. */
  readonly alerts: number;
  /** RFC 3339: when its first alert arrived. */
  readonly firstSeen: string;
  /** All its episodes have ended. */
  readonly resolved: boolean;
}

/** One episode of a storm that is a cause's, and what it is about. */
export interface SnapshotAlert extends AffectedResource {
  readonly alertname?: string;
  /** `<fingerprint>@<startsAt>`. */
  readonly member: string;
  readonly severity: string;
  /** For people: why it is thought to be of the cause. */
  readonly reason?: string;
}

/** Everything about a storm that its resource shows, capped, with the true numbers beside what is capped. */
export interface StormSnapshot {
  readonly storm: Storm;
  readonly affectedResources: readonly AffectedResourceSummary[];
  readonly affectedResourceCount: number;
  readonly affectedResourcesByKind: Readonly<Record<string, number>>;
  /** `<fingerprint>@<startsAt>`, in order of arrival. */
  readonly members: readonly string[];
  /** The same ones, with what each says; only of a storm that is a cause's, whose alerts are of many patterns. */
  readonly alerts?: readonly SnapshotAlert[];
  readonly samples: readonly StormSample[];
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  /** Something above was capped, or the sender cut alerts off. */
  readonly truncated: boolean;
}

interface Tally {
  readonly resource: AffectedResource;
  readonly firstSeen: number;
  alerts: number;
  resolved: number;
}

/** Puts a snapshot together from a storm's members, page by page and in order of arrival. */
export class SnapshotBuilder {
  readonly #tallies = new Map<string, Tally>();
  /** The first ones. */
  readonly #members: StormMember[] = [];

  add(members: readonly StormMember[]): void {
    for (const member of members) {
      this.#tally(member);
      if (this.#members.length < snapshotCaps.members) this.#members.push(member);
    }
  }

  build(storm: Storm, samples: readonly StormSample[]): StormSnapshot {
    const tallies = [...this.#tallies.values()];
    const affectedResources = tallies.slice(0, snapshotCaps.affectedResources).map(summaryOf);
    const byKind = countByKind(tallies);
    const capped = affectedResources.length < tallies.length || this.#members.length < storm.alertCount;
    const common = new Set(storm.commonPairs);
    const first = samples[0];
    return {
      ...{ storm, affectedResources, samples, members: this.#members.map(memberText) },
      ...(storm.cause && { alerts: this.#members.map(alertOf) }),
      affectedResourceCount: tallies.length,
      affectedResourcesByKind: byKind.kept,
      commonLabels: first ? keepCommon('l', first.labels, common) : {},
      commonAnnotations: first ? keepCommon('a', first.annotations, common) : {},
      truncated: capped || byKind.capped || storm.truncated,
    };
  }

  #tally(member: StormMember): void {
    const { kind, namespace, name } = member.resource;
    const key = JSON.stringify([kind, namespace, name]);
    const found = this.#tallies.get(key);
    const tally = found ?? { resource: member.resource, firstSeen: member.arrivedAt, alerts: 0, resolved: 0 };
    if (!found) this.#tallies.set(key, tally);
    tally.alerts += 1;
    if (member.endsAt !== undefined) tally.resolved += 1;
  }
}

/** What a resource calls an episode: `<fingerprint>@<startsAt>`. */
export function memberText({ fingerprint, startsAt }: StormMember): string {
  return `${fingerprint}@${startsAt}`;
}

function alertOf(member: StormMember): SnapshotAlert {
  const { alertname, resource, severity, reason } = member;
  return {
    ...(alertname && { alertname }),
    ...{ member: memberText(member), ...resource, severity },
    ...(reason && { reason }),
  };
}

function summaryOf({ resource, firstSeen, alerts, resolved }: Tally): AffectedResourceSummary {
  return { ...resource, alerts, firstSeen: isoTime(firstSeen), resolved: resolved === alerts };
}

function countByKind(tallies: readonly Tally[]): { kept: Record<string, number>; capped: boolean } {
  const counts = new Map<string, number>();
  for (const { resource } of tallies) counts.set(resource.kind, (counts.get(resource.kind) ?? 0) + 1);
  const kept = Object.fromEntries([...counts].slice(0, snapshotCaps.kinds));
  return { kept, capped: counts.size > snapshotCaps.kinds };
}
