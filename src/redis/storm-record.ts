import type { Fate, SealReason, Storm, StormCause, StormState } from '../storm/storm.ts';
import type { StormTerms } from '../storm/terms.ts';

/** Reads the hash that `fold`, `seal` and `settle` write. Undefined for an empty one: there is no such storm. */
export function parseStorm(hash: Readonly<Record<string, string>>): Storm | undefined {
  const { id, pattern } = hash;
  if (!id || !pattern) return undefined;
  return {
    id,
    schema: Number(hash['schema']),
    state: hash['state'] as StormState,
    pattern: JSON.parse(pattern) as Storm['pattern'],
    severity: hash['severity'] ?? 'none',
    alertCount: count(hash['alertCount']),
    deliveryCount: count(hash['deliveryCount']),
    resolvedCount: count(hash['resolvedCount']),
    truncated: hash['truncated'] === '1',
    flappingCount: count(hash['flappingCount']),
    joinedCount: count(hash['joinedCount']),
    endedLateCount: count(hash['endedLateCount']),
    openedAt: Number(hash['openedAt']),
    sealAt: Number(hash['sealAt']),
    commonPairs: (hash['commonPairs'] ?? '').split(',').filter(Boolean),
    ...(hash['terms'] && { terms: JSON.parse(hash['terms']) as StormTerms }),
    ...optional('fate', hash['fate'] as Fate | undefined),
    // An open storm's is counted when it is read.
    ...(hash['expiring'] && { expiredCount: count(hash['expiredCount']) }),
    ...(hash['tallied'] && { hasTallies: true as const }),
    ...optional('joinedSeverity', hash['joinedSeverity']),
    ...optional('lastJoinedAt', time(hash['lastJoinedAt'])),
    ...optional('lastEndedAt', time(hash['lastEndedAt'])),
    ...optional('lateSeq', time(hash['lateSeq'])),
    ...optional('sealedAt', time(hash['sealedAt'])),
    ...optional('sealReason', hash['sealReason'] as SealReason | undefined),
    ...optional('sealWrittenAt', time(hash['sealWrittenAt'])),
    ...optional('submittedAt', time(hash['submittedAt'])),
    ...optional('previousId', hash['previousId']),
    ...optional('resourceName', hash['resourceName']),
    ...optional('reason', hash['reason']),
    ...optional('requestId', hash['requestId']),
    ...(hash['cause'] && { cause: JSON.parse(hash['cause']) as StormCause }),
    ...(hash['dividedInto'] && { dividedInto: hash['dividedInto'].split(',') }),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]: V });
}

function count(text: string | undefined): number {
  return Number(text ?? 0);
}

function time(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
