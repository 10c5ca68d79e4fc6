import type { Alert, AlertFault, AlertStatus, Labels } from './alert.ts';
import { asJson, isObject, nameOf, show } from './describe.ts';
import { fingerprintOf } from './fingerprint.ts';
import { parseTimestamp, zeroTime } from './timestamp.ts';

/** One alert can't be read; the message says where and why. */
export class BadAlert extends Error {
  readonly fault: AlertFault;

  constructor(message: string, fault: AlertFault) {
    // Without a stack: a body can hold millions of bad alerts, and a stack costs more than all the rest of reading one.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.fault = fault;
  }
}

/** An alert larger than this, as JSON, is refused: it could sink the storm that it belongs to. */
export const alertLimit = 64 * 1024;
/** No Alertmanager makes a longer one; beyond it, it is computed anew. */
const fingerprintLimit = 256;

/**
 * Reads one alert out of a notification. Throws a BadAlert. The alert keeps the objects of `raw` where they are as they
 * must be: copying them would cost more than all else. Nobody else may hold `raw`.
 */
export function parseAlert(raw: unknown): Alert {
  if (!isObject(raw)) throw notAnObject(raw);
  const status = readStatus(raw['status']);
  const parts = readParts(raw);
  const { labels } = parts;
  if (status === 'resolved') parts.endsAt = readTime('endsAt', raw['endsAt'])?.text;
  const fingerprint = readFingerprint(raw['fingerprint']) ?? fingerprintOf(labels);
  return alertOf(status, parts, fingerprint);
}

/**
 * Reads one alert of those that are posted to an Alertmanager, which have no status: one that ends by `now` (milliseconds
 * since 1970) has ended, and one that ends later fires until then, unless it is sent again. Throws a BadAlert.
 */
export function parsePostedAlert(raw: unknown, now: number): Alert {
  if (!isObject(raw)) throw notAnObject(raw);
  const parts = readParts(raw);
  const endsAt = readTime('endsAt', raw['endsAt']);
  parts.endsAt = endsAt?.text;
  const hasEnded = endsAt !== undefined && endsAt.ms <= now;
  return alertOf(hasEnded ? 'resolved' : 'firing', parts, fingerprintOf(parts.labels));
}

/** What an alert has whoever sends it. */
interface Parts {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string | undefined;
  endsAt: string | undefined;
  readonly generatorURL: string;
}

/** Its labels are as they were sent: Alertmanager knows nothing of the name that we give. */
function readParts(raw: Record<string, unknown>): Parts {
  // Before anything is read, so that the most that is ever read of one alert is bounded.
  checkSize(raw);
  const labels = readLabels(raw['labels']);
  const annotations = readAnnotations(raw['annotations']);
  const startsAt = readTime('startsAt', raw['startsAt'])?.text;
  const generatorURL = typeof raw['generatorURL'] === 'string' ? raw['generatorURL'].toWellFormed() : '';
  return { labels, annotations, startsAt, endsAt: undefined, generatorURL };
}

// Key by key: spreading conditional objects took a third of the time of reading an alert.
function alertOf(status: AlertStatus, parts: Parts, fingerprint: string): Alert {
  const { labels, annotations, startsAt, endsAt, generatorURL } = parts;
  const alert: { -readonly [K in keyof Alert]: Alert[K] } = {
    ...{ status, labels: named(labels), annotations, fingerprint },
  };
  if (startsAt !== undefined) alert.startsAt = startsAt;
  if (endsAt !== undefined) alert.endsAt = endsAt;
  if (generatorURL !== '') alert.generatorURL = generatorURL;
  return alert;
}

function notAnObject(raw: unknown): BadAlert {
  return new BadAlert(`the alert is ${nameOf(raw)}, not an object`, 'not_an_object');
}

function readStatus(value: unknown): AlertStatus {
  if (value === 'firing' || value === 'resolved') return value;
  throw new BadAlert(`\`status\` is ${show(value)}, not "firing" or "resolved"`, 'status');
}

function readLabels(value: unknown): Labels {
  if (!isObject(value)) throw new BadAlert(`\`labels\` is ${nameOf(value)}, not an object`, 'labels');
  let [kept, asSent] = [0, true];
  for (const name of Object.keys(value)) {
    const label = value[name];
    if (typeof label !== 'string')
      throw new BadAlert(
        `\`labels.${name.slice(0, 100).toWellFormed()}\` is ${nameOf(label)}, not a string`,
        'labels',
      );
    // To Prometheus an empty label is a missing one; so it is to the fingerprint.
    if (label !== '') kept += 1;
    if (label === '' || !label.isWellFormed() || !name.isWellFormed()) asSent = false;
  }
  if (kept === 0) throw new BadAlert('`labels` is empty: an alert is known by its labels', 'labels');
  return asSent ? (value as Labels) : wellFormed(value, (label) => label !== '');
}

function named(labels: Labels): Labels {
  return Object.hasOwn(labels, 'alertname') ? labels : { alertname: '(unnamed)', ...labels };
}

// Annotations are for reading only: whatever is odd about one must not cost the alert.
function readAnnotations(value: unknown): Labels {
  if (!isObject(value)) return {};
  for (const name of Object.keys(value)) {
    const text = value[name];
    if (typeof text !== 'string' || !text.isWellFormed() || !name.isWellFormed())
      return wellFormed(value, (one) => one !== null && one !== undefined);
  }
  return value as Labels;
}

function wellFormed(value: Record<string, unknown>, isKept: (inner: unknown) => boolean): Labels {
  const kept = Object.entries(value).filter(([, inner]) => isKept(inner));
  // fromEntries makes own properties, `__proto__` included; assignment would not.
  return Object.fromEntries(
    kept.map(([name, inner]) => [name.toWellFormed(), asText(inner).toWellFormed()] as const),
  );
}

/** Undefined where there is none. */
function readTime(field: string, value: unknown): { readonly text: string; readonly ms: number } | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const ms = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (typeof value !== 'string' || ms === undefined) {
    throw new BadAlert(
      `\`${field}\` is ${show(value)}, not a time such as "2026-01-31T08:00:00Z"`,
      'timestamp',
    );
  }
  return ms === zeroTime ? undefined : { text: value, ms };
}

function readFingerprint(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > fingerprintLimit) return undefined;
  return value.toWellFormed();
}

// Most alerts are far below the limit, and adding up lengths tells so for a tenth of what JSON.stringify costs.
function checkSize(raw: Record<string, unknown>): void {
  if (mostBytes(raw, 2) <= alertLimit) return;
  const bytes = bytesOf(raw, 2);
  if (bytes > alertLimit)
    throw new BadAlert(`the alert has ${bytes} bytes, more than ${alertLimit}`, 'too_large');
}

/**
 * Its bytes as JSON. Value by value: what is nested too deep to be written whole must not hide a large value beside it.
 */
function bytesOf(value: unknown, depth: number): number {
  if (depth === 0 || !isObject(value)) return Buffer.byteLength(asJson(value));
  let sum = 1;
  for (const [name, inner] of Object.entries(value))
    sum += Buffer.byteLength(asJson(name)) + 2 + bytesOf(inner, depth - 1);
  return Math.max(sum, 2);
}

/**
 * The most bytes that this can have as JSON; infinite for lists, which no alert has and whose entries are costly to
 * list, and for what is nested deeper than an alert is.
 */
function mostBytes(value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length * 6 + 2;
  if (typeof value !== 'object' || value === null) return 32;
  if (depth === 0 || Array.isArray(value)) return Infinity;
  let sum = 2;
  for (const name of Object.keys(value))
    sum += name.length * 6 + 4 + mostBytes((value as Record<string, unknown>)[name], depth - 1);
  return sum;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : asJson(value);
}
