import { isoTime } from '../storm/fold-entry.ts';
import { memberText } from '../storm/snapshot.ts';
import type { Storm, StormMember } from '../storm/storm.ts';
import { caps } from './caps.ts';
import { cutText } from './size.ts';

/**
 * What became of a storm's alerts after its seal, as it stands under `alerts` in its resource's status. Times are RFC
 * 3339. Complete each time, and never more than `caps` allow: the last one written says all.
 */
export interface LateStatus {
  /** Of the alerts that were sealed in the storm, and of those that joined it. */
  readonly resolvedCount: number;
  readonly resolved: boolean;
  readonly joinedCount: number;
  readonly joinedSeverity?: string;
  readonly lastResolvedAt?: string;
  readonly lastJoinedAt?: string;
  /** `<fingerprint>@<startsAt>`, in order of arrival, the first ones. */
  readonly joined: readonly string[];
  readonly updatedAt: string;
}

/** What a storm itself does not say. Times are milliseconds since 1970. */
export interface Lateness {
  /** Alerts that joined, in order of arrival; more than a hundred need not be read. */
  readonly joined: readonly StormMember[];
  /** The highest of all that joined. */
  readonly joinedSeverity?: string | undefined;
  readonly lastResolvedAt?: number | undefined;
  readonly lastJoinedAt?: number | undefined;
  readonly now: number;
}

/** The storm's own counts stand as they were at its seal; what came later is added to them here. */
export function lateStatusOf(storm: Storm, late: Lateness): LateStatus {
  const { alertCount, joinedCount } = storm;
  const resolvedCount = storm.resolvedCount + storm.endedLateCount;
  return {
    ...{ resolvedCount, resolved: resolvedCount >= alertCount + joinedCount, joinedCount },
    ...(late.joinedSeverity !== undefined && { joinedSeverity: cutText(late.joinedSeverity, caps.severity) }),
    ...(late.lastResolvedAt !== undefined && { lastResolvedAt: isoTime(late.lastResolvedAt) }),
    ...(late.lastJoinedAt !== undefined && { lastJoinedAt: isoTime(late.lastJoinedAt) }),
    joined: late.joined.slice(0, caps.joinedItems).map((member) => cutText(memberText(member), caps.member)),
    updatedAt: isoTime(late.now),
  };
}
