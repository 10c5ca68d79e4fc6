import { StormfoldError } from '../errors.ts';
import type { Alert, RejectedAlert } from './alert.ts';
import { asJson } from './describe.ts';
import { BadAlert } from './parse-alert.ts';

/** The whole body can't be read, so that nothing is known about the alerts in it. */
export class UnreadableNotification extends StormfoldError {}

/** More of a bad alert than this is not kept. */
const rawLimit = 64 * 1024;

/**
 * More alerts than this are not judged one by one: that would cost gigabytes where each is two bytes long. Real ones
 * have about a kilobyte, so that the largest body which intake takes holds an eighth of it.
 */
const mostAlerts = 500_000;

export interface ReadAlerts {
  readonly received: number;
  readonly alerts: readonly Alert[];
  readonly rejected: readonly RejectedAlert[];
}

/**
 * Reads a list alert by alert: a bad one does not sink the others. `place` is what the list is called to its sender.
 * Throws an UnreadableNotification when it is too long.
 */
export function readAlerts(
  list: readonly unknown[],
  place: string,
  parse: (raw: unknown) => Alert,
): ReadAlerts {
  if (list.length > mostAlerts) {
    const fault = `${place} holds ${list.length} entries, more than ${mostAlerts}`;
    throw new UnreadableNotification(fault, { advice: 'Send them in several notifications.' });
  }
  const alerts: Alert[] = [];
  const rejected: RejectedAlert[] = [];
  for (const [index, raw] of list.entries()) {
    try {
      alerts.push(parse(raw));
    } catch (error) {
      if (!(error instanceof BadAlert)) throw error;
      rejected.push({ index, fault: error.fault, reason: error.message, raw: shorten(raw) });
    }
  }
  return { received: list.length, alerts, rejected };
}

function shorten(raw: unknown): string {
  const text = asJson(raw).toWellFormed();
  if (Buffer.byteLength(text) <= rawLimit) return text;
  // A character that is cut in half at the end is dropped rather than turned into another.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, rawLimit)).replace(/\ufffd$/, '');
}
