import type { Storm, StormMember } from '../storm/storm.ts';

/** A storm as the API shows it: times as RFC 3339, and nothing that only the scripts need. */
export function stormJson(storm: Storm) {
  const { schema: _schema, commonPairs: _pairs, ...shown } = storm;
  return {
    ...shown,
    openedAt: isoTime(storm.openedAt),
    sealAt: isoTime(storm.sealAt),
    ...(storm.sealedAt !== undefined && { sealedAt: isoTime(storm.sealedAt) }),
    ...(storm.submittedAt !== undefined && { submittedAt: isoTime(storm.submittedAt) }),
  };
}

/** One episode of a storm; its own times stand as they were sent. */
export function memberJson(member: StormMember) {
  return { ...member, arrivedAt: isoTime(member.arrivedAt) };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
