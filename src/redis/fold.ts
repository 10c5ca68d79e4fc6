import { createHash } from 'node:crypto';

import type { FoldEntry } from '../storm/fold-entry.ts';
import type { Pattern } from '../storm/pattern.ts';
import type { PartitionKeys } from './keys.ts';

/** How storms are opened and episodes remembered. Milliseconds. */
export interface FoldSettings {
  readonly windowMs: number;
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
  /** Jobs that are done: what was remembered for a rerun of them is of no more use. */
  readonly acks: readonly string[];
}

/** What `fold` did with a job, the first time that it saw it. */
export interface FoldAnswer {
  readonly kind: 'folded';
  readonly now: number;
  /** The job was folded before: nothing was done now, and the sums are those of the first time. */
  readonly again: boolean;
  readonly sums: Readonly<Record<FoldOutcome, number>>;
  /** The pattern's open storm; undefined when there was none and nothing to open one for. */
  readonly storm: { readonly id: string; readonly sealAt: number; readonly opened: boolean } | undefined;
}

type FoldOutcome = 'opened' | 'folded' | 'repeated' | 'resolved' | 'refired';

export type FoldReply =
  | FoldAnswer
  | { readonly kind: 'due'; readonly now: number; readonly stormId: string; readonly arrivedAt: number }
  | { readonly kind: 'unknown'; readonly now: number };

export function foldKeys(keys: PartitionKeys, request: FoldRequest): string[] {
  const open = keys.open(request.pattern.hash);
  return [
    ...[keys.pending, keys.answers, keys.counters, keys.storms('open')],
    ...[open.record, open.members, open.resolved, open.repeats, open.samples],
    keys.last(request.pattern.hash),
    ...request.entries.map((entry) => keys.episode(episodeName(entry.fingerprint))),
  ];
}

export function foldArgs(
  now: number | undefined,
  request: FoldRequest,
  settings: FoldSettings,
): (string | number)[] {
  const { pattern, acks } = request;
  const head = [
    now ?? '',
    request.jobId,
    acks.length,
    settings.memoryMs,
    settings.episodeSkewMs,
    settings.windowMs,
  ];
  const patternJson = JSON.stringify({ text: pattern.text, labels: pattern.labels });
  const storm = [settings.instance, pattern.hash, patternJson, request.truncated ? 1 : 0, settings.samples];
  return [...head, ...storm, request.requestId, ...acks, ...request.entries.flatMap(entryArgs)];
}

function entryArgs(entry: FoldEntry): (string | number)[] {
  const { status, fingerprint, startsAtMs, endsAtMs, severity, member, pairIds, sample } = entry;
  return [
    ...[status, fingerprint, startsAtMs ?? '', endsAtMs ?? '', severity.rank, severity.name],
    ...[member, pairIds, sample],
  ];
}

/** Reads `fold`'s reply; its shape stands in lua/fold.lua. */
export function parseFoldReply(reply: unknown): FoldReply {
  const [kind, now, rest, arrivedAt] = reply as [string, number, string, number];
  if (kind === 'due') return { kind, now, stormId: rest, arrivedAt };
  if (kind === 'unknown') return { kind, now };
  const [again, opened, folded, repeated, resolved, refired, id, sealAt] = rest.split('|');
  const storm = id ? { id, sealAt: Number(sealAt), opened: opened === '1' } : undefined;
  const sums = {
    opened: Number(opened),
    folded: Number(folded),
    repeated: Number(repeated),
    resolved: Number(resolved),
    refired: Number(refired),
  };
  return { kind: 'folded', now, again: again === '1', sums, storm };
}

// A sender may write anything as a fingerprint; only what looks like Alertmanager's goes into a key as it is.
function episodeName(fingerprint: string): string {
  if (/^[0-9a-f]{16}$/.test(fingerprint)) return fingerprint;
  return `x${createHash('sha1').update(fingerprint).digest('hex')}`;
}
