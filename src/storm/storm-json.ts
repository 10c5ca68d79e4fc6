import { isoTime } from './fold-entry.ts';
import type { Storm, StormMember } from './storm.ts';

/** A storm for programs: times as RFC 3339, and nothing that only the scripts need. */
export function stormJson(storm: Storm) {
  const {
    commonPairs: _pairs,
    schema: _schema,
    sealWrittenAt: _written,
    hasTallies: _tallies,
    ...known
  } = storm;
  const { openedAt, sealAt, sealedAt, submittedAt, ...shown } = known;
  return {
    ...shown,
    openedAt: isoTime(openedAt),
    sealAt: isoTime(sealAt),
    ...(sealedAt !== undefined && { sealedAt: isoTime(sealedAt) }),
    ...(submittedAt !== undefined && { submittedAt: isoTime(submittedAt) }),
  };
}

/** One episode of a storm; its own times stand as they were sent. */
export function memberJson(member: StormMember) {
  return { ...member, arrivedAt: isoTime(member.arrivedAt) };
}
