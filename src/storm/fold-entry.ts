import { affectedResourceOf } from '../alert/affected-resource.ts';
import type { AffectedResource, Alert } from '../alert/alert.ts';
import { parseTimestamp } from '../alert/timestamp.ts';
import { pairIdsOf } from './common-pairs.ts';
import { severityOf } from './severity.ts';
import type { StormMember, StormSample } from './storm.ts';

/** One alert in the shape that `fold` takes: what it decides by, and what it only stores. */
export interface FoldEntry {
  readonly status: Alert['status'];
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly startsAtMs: number | undefined;
  readonly endsAtMs: number | undefined;
  readonly severity: { readonly name: string; readonly rank: number };
  /** Stored as it is for a new episode; `parseMember` reads it. */
  readonly member: string;
  readonly pairIds: string;
  /** Stored as it is for a storm's first few episodes; `parseSample` reads it. */
  readonly sample: string;
  /** How long it waits where it is urgent; milliseconds. */
  readonly urgentMs?: number | undefined;
  /** What another partition remembers of its episode, as it is stored there: only after a change of rules. */
  readonly rememberedElsewhere?: string | undefined;
}

/** `urgentMs` is how long the alert waits where it is urgent. */
export function foldEntryOf(alert: Alert, severityOrder: readonly string[], urgentMs?: number): FoldEntry {
  const severity = severityOf(alert.labels['severity'], severityOrder);
  const resource = affectedResourceOf(alert.labels);
  const { fingerprint, startsAt, labels, annotations, generatorURL } = alert;
  return {
    status: alert.status,
    fingerprint,
    startsAtMs: startsAt === undefined ? undefined : parseTimestamp(startsAt),
    endsAtMs: alert.endsAt === undefined ? undefined : parseTimestamp(alert.endsAt),
    severity,
    member: formatMember(fingerprint, startsAt, severity.name, resource),
    pairIds: pairIdsOf(labels, annotations),
    // Made where it is asked for: most storms have all that they keep.
    get sample() {
      return JSON.stringify({ labels, annotations, startsAt, generatorURL, fingerprint });
    },
    urgentMs,
  };
}

type StoredMember = [
  fingerprint: string,
  startsAt: string,
  severity: string,
  kind: string,
  name: string,
  namespace?: string,
];

// An array, not an object: names of keys would be half of what a member costs in Redis.
function formatMember(
  fingerprint: string,
  startsAt: string | undefined,
  severity: string,
  { kind, name, namespace }: AffectedResource,
): string {
  const stored: StoredMember = [fingerprint, startsAt ?? '', severity, kind, name];
  if (namespace !== undefined) stored.push(namespace);
  return JSON.stringify(stored);
}

/** Reads `<arrival ms> <member JSON>`, as the members' list holds it. */
export function parseMember(text: string, endsAtMs: number | undefined, repeats: number): StormMember {
  const space = text.indexOf(' ');
  const arrivedAt = Number(text.slice(0, space));
  const stored = JSON.parse(text.slice(space + 1)) as StoredMember;
  const [fingerprint, startsAt, severity, kind, name, namespace] = stored;
  return {
    fingerprint,
    startsAt: startsAt || isoTime(arrivedAt),
    ...(endsAtMs !== undefined && { endsAt: isoTime(endsAtMs) }),
    arrivedAt,
    deliveries: 1 + repeats,
    severity,
    resource: { kind, ...(namespace !== undefined && { namespace }), name },
  };
}

/** Reads a sample; `arrivedAt` stands in where the sender gave no startsAt. */
export function parseSample(text: string, arrivedAt: number): StormSample {
  const sample = JSON.parse(text) as Omit<StormSample, 'startsAt'> & { startsAt?: string };
  return { ...sample, startsAt: sample.startsAt ?? isoTime(arrivedAt) };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
