import { createHash } from 'node:crypto';

import type { FoldEntry } from '../storm/fold-entry.ts';
import { type Pattern, overflowOf } from '../storm/pattern.ts';
import { type StormTerms, type Tenant, type TimeRange, mostEach, overflowTerms } from '../storm/terms.ts';
import type { PartitionKeys, StormKeys } from './keys.ts';

/** How episodes are remembered. Milliseconds. */
export interface FoldSettings {
  readonly memoryMs: number;
  readonly episodeSkewMs: number;
  /** Part of every storm's id: two instances never make the same. */
  readonly instance: string;
  /** Whole alerts that a storm keeps. */
  readonly samples: number;
}

/** One job's alerts, all of one pattern and with one arrival. */
export interface FoldRequest {
  readonly jobId: string;
  readonly requestId: string;
  readonly pattern: Pattern;
  readonly truncated: boolean;
  readonly entries: readonly FoldEntry[];
  /** What a storm is opened with, should these alerts open one. */
  readonly terms: StormTerms;
  /** Whose they are, where that is limited. */
  readonly tenant?: Tenant | undefined;
  /** Alerts that arrived in one of these are set aside. */
  readonly muted?: readonly TimeRange[] | undefined;
  /** Jobs that are done: what was remembered for a rerun of them is of no more use. */
  readonly acks: readonly string[];
}

/** What is left out, because it would most likely be thrown away. */
export interface Brief {
  readonly withoutSamples: boolean;
  /** That an alert is no news: it comes without what a member is made of. */
  readonly isKnown: (entry: FoldEntry) => boolean;
}

export function foldKeys(keys: PartitionKeys, request: FoldRequest, partitions: number): string[] {
  const { pattern, tenant, entries } = request;
  const shared = [keys.pending, keys.answers, keys.counters, keys.storms('open'), keys.muted, keys.tenants];
  return [
    ...shared,
    ...openKeys(keys, pattern),
    ...(tenant ? openKeys(keys, overflowOf(tenant, partitions)) : []),
    ...entries.map((entry) => keys.episode(episodeName(entry.fingerprint))),
  ];
}

export function foldArgs(
  now: number | undefined,
  request: FoldRequest,
  settings: FoldSettings,
  partitions: number,
  brief?: Brief,
): (string | number)[] {
  const { jobId, requestId, pattern, terms, tenant, acks } = request;
  const { memoryMs, episodeSkewMs, instance } = settings;
  const samples = samplesOf(terms, settings);
  return [
    ...[now ?? '', jobId, acks.length, memoryMs, episodeSkewMs, instance],
    ...[request.truncated ? 1 : 0, samples, requestId, (request.muted ?? []).flat().join(',')],
    tenant?.name ?? '',
    ...openArgs(pattern, terms),
    ...(tenant ? tenantArgs(tenant, terms, partitions) : []),
    ...acks,
    ...request.entries.flatMap((entry) => entryArgs(entry, brief)),
  ];
}

/** Each alert may become a resource, or its labels decide what its cause is: then it has to be there whole. */
function samplesOf({ correlate, below }: StormTerms, { samples }: FoldSettings): number {
  if (correlate) return Number.MAX_SAFE_INTEGER;
  return below === 'each' ? mostEach : samples;
}

/** A storm's keys in the order in which every script takes them. */
export function storedKeys(storm: StormKeys): string[] {
  const { record, members, resolved, repeats, samples, flaps, expires, tallies } = storm;
  return [record, members, resolved, repeats, samples, flaps, expires, tallies];
}

function openKeys(keys: PartitionKeys, { hash }: Pattern): string[] {
  return [...storedKeys(keys.open(hash)), keys.last(hash), keys.cooldown(hash)];
}

function tenantArgs(tenant: Tenant, terms: StormTerms, partitions: number): (string | number)[] {
  const { maxStorms = 0, maxAlerts = 0 } = tenant;
  return [...openArgs(overflowOf(tenant, partitions), overflowTerms(terms)), maxStorms, maxAlerts];
}

function openArgs({ hash, text, labels }: Pattern, terms: StormTerms): (string | number)[] {
  const { windowMs, quietMs = 0, maxAlerts = 0, flapAfter = 0 } = terms;
  return [
    hash,
    JSON.stringify({ text, labels }),
    JSON.stringify(terms),
    windowMs,
    quietMs,
    maxAlerts,
    flapAfter,
  ];
}

function entryArgs(entry: FoldEntry, brief: Brief | undefined): (string | number)[] {
  const { status, fingerprint, startsAtMs = '', endsAtMs = '', rememberedElsewhere = '' } = entry;
  if (brief?.isKnown(entry))
    return [status, fingerprint, startsAtMs, endsAtMs, '', '', '', '', '', '', rememberedElsewhere];
  const { severity, member, pairIds } = entry.described;
  const sample = brief?.withoutSamples ? '' : entry.sample;
  return [
    ...[status, fingerprint, startsAtMs, endsAtMs, severity.rank, severity.name],
    ...[member, pairIds, sample, entry.urgentMs ?? '', rememberedElsewhere],
  ];
}

/** A sender may write anything as a fingerprint; only what looks like Alertmanager's goes into a key as it is. */
export function episodeName(fingerprint: string): string {
  if (/^[0-9a-f]{16}$/.test(fingerprint)) return fingerprint;
  return `x${createHash('sha1').update(fingerprint).digest('hex')}`;
}
