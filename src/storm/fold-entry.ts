import { affectedResourceOf } from '../alert/affected-resource.ts';
import type { Alert, Labels } from '../alert/alert.ts';
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
  /** What a member is made of. */
  readonly described: DescribedAlert;
  /** Stored as it is for a storm's first few episodes; `parseSample` reads it. */
  readonly sample: string;
  /** How long it waits where it is urgent; milliseconds. */
  readonly urgentMs?: number | undefined;
  /** What another partition remembers of its episode, as it is stored there: only after a change of rules. */
  readonly rememberedElsewhere?: string | undefined;
}

interface DescribedAlert {
  readonly severity: { readonly name: string; readonly rank: number };
  /** Stored as it is for a new episode; `parseMember` reads it. */
  readonly member: string;
  readonly pairIds: string;
}

/** An alert as it comes out of a queue. */
export interface QueuedAlert extends Pick<Alert, 'status' | 'labels' | 'annotations' | 'fingerprint'> {
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
  readonly generatorURL?: string | undefined;
}

/** What is to be known of an alert besides. */
interface EntryOptions {
  /** How long it waits where it is urgent. */
  readonly urgentMs?: number | undefined;
  /** It goes to the storm of its scope: alerts of many names are there, and what they have in common says nothing. */
  readonly correlate?: boolean | undefined;
}

/** What most alerts need not be asked for is made when it is. */
export function foldEntryOf(
  alert: QueuedAlert,
  severityOrder: readonly string[],
  { urgentMs, correlate = false }: EntryOptions = {},
): FoldEntry {
  const { status, fingerprint, startsAt, endsAt } = alert;
  return {
    ...{ status, fingerprint, urgentMs },
    startsAtMs: startsAt === undefined ? undefined : parseTimestamp(startsAt),
    endsAtMs: endsAt === undefined ? undefined : parseTimestamp(endsAt),
    get described() {
      const { labels, annotations } = alert;
      const severity = severityOf(labels['severity'], severityOrder);
      return {
        severity,
        member: formatMember({
          ...{ fingerprint, startsAt, severity: severity.name, resource: affectedResourceOf(labels) },
          ...(correlate && { alertname: labels['alertname'] ?? '' }),
        }),
        pairIds: correlate ? ',' : pairIdsOf(labels, annotations),
      };
    },
    get sample() {
      return correlate ? formatScoped(alert, urgentMs) : formatSample(alert);
    },
  };
}

function formatSample({ labels, annotations, startsAt, generatorURL, fingerprint }: QueuedAlert): string {
  const pairs = { labels: inOrder(labels), annotations: inOrder(annotations) };
  return JSON.stringify({ ...pairs, startsAt, generatorURL, fingerprint });
}

// As it is: every alert of a scope is kept, and few of them become samples. When they are divided, nobody asks the rules.
function formatScoped(
  { labels, annotations, startsAt, generatorURL, fingerprint }: QueuedAlert,
  urgentMs: number | undefined,
): string {
  return JSON.stringify({ labels, annotations, startsAt, generatorURL, fingerprint, urgentMs });
}

/** The sample that a scope's member becomes in the storm of its cause. */
export function sampleOfScoped(text: string): string {
  return formatSample(JSON.parse(text) as QueuedAlert);
}

// By name: their order in a job depends on which alerts share it.
function inOrder(pairs: Labels): Labels {
  return Object.fromEntries(Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type StoredMember = [
  fingerprint: string,
  startsAt: string,
  severity: string,
  kind: string,
  name: string,
  namespace?: string,
  alertname?: string,
  reason?: string,
];

// An array, not an object: names of keys would be half of what a member costs in Redis.
function formatMember({
  fingerprint,
  startsAt = '',
  severity,
  resource: { kind, name, namespace },
  alertname,
}: MemberParts): string {
  const stored: StoredMember = [fingerprint, startsAt, severity, kind, name];
  if (namespace !== undefined || alertname !== undefined) stored.push(namespace ?? '');
  if (alertname !== undefined) stored.push(alertname);
  return JSON.stringify(stored);
}

interface MemberParts extends Pick<StormMember, 'fingerprint' | 'severity' | 'resource' | 'alertname'> {
  readonly startsAt: string | undefined;
}

/** The text of a scope's member in the storm of its cause. */
export function withReason(text: string, reason: string): string {
  const space = text.indexOf(' ');
  const [fingerprint, startsAt, severity, kind, name, namespace = '', alertname = ''] = JSON.parse(
    text.slice(space + 1),
  ) as StoredMember;
  const stored: StoredMember = [fingerprint, startsAt, severity, kind, name, namespace, alertname, reason];
  return `${text.slice(0, space)} ${JSON.stringify(stored)}`;
}

/** Reads `<arrival ms> <member JSON>`, as the members' list holds it. */
export function parseMember(text: string, endsAtMs: number | undefined, repeats: number): StormMember {
  const space = text.indexOf(' ');
  const arrivedAt = Number(text.slice(0, space));
  const stored = JSON.parse(text.slice(space + 1)) as StoredMember;
  const [fingerprint, startsAt, severity, kind, name, namespace, alertname, reason] = stored;
  return {
    fingerprint,
    startsAt: startsAt || isoTime(arrivedAt),
    ...(endsAtMs !== undefined && { endsAt: isoTime(endsAtMs) }),
    arrivedAt,
    deliveries: 1 + repeats,
    severity,
    resource: { kind, ...(namespace && { namespace }), name },
    ...(alertname && { alertname }),
    ...(reason && { reason }),
  };
}

type StoredSample = Omit<StormSample, 'startsAt'> & { startsAt?: string; urgentMs?: number };

/** How long an alert waits at most; of one in a scope's storm. */
export function urgencyIn(text: string): number | undefined {
  // Most have none, and to read it all would take as long as it does to read the alert.
  return text.includes('"urgentMs":') ? (JSON.parse(text) as StoredSample).urgentMs : undefined;
}

/** Reads a sample; `arrivedAt` stands in where the sender gave no startsAt. */
export function parseSample(text: string, arrivedAt: number): StormSample {
  const { urgentMs: _own, ...sample } = JSON.parse(text) as StoredSample;
  return { ...sample, startsAt: sample.startsAt ?? isoTime(arrivedAt) };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
