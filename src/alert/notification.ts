import { StormfoldError } from '../errors.ts';
import type { Alert, Notification, RejectedAlert } from './alert.ts';
import { asJson, isObject, nameOf, show } from './describe.ts';
import { BadAlert, parseAlert } from './parse-alert.ts';

/** The whole body can't be read, so that nothing is known about the alerts in it. */
export class UnreadableNotification extends StormfoldError {}

/** More of a bad alert than this is not kept. */
const rawLimit = 64 * 1024;

/**
 * More alerts than this are not judged one by one: that would cost gigabytes where each is two bytes long. Real ones
 * have about a kilobyte, so that the largest body which intake takes holds an eighth of it.
 */
const mostAlerts = 500_000;

const advice = 'Send the body of an Alertmanager webhook, version 4, as it is.';

/**
 * Reads the body of an Alertmanager webhook, version 3 or 4, alert by alert: a bad one does not sink the others.
 * Unknown keys, and everything that was computed over the whole group, are ignored. Throws an UnreadableNotification.
 */
export function parseNotification(body: unknown): Notification {
  if (!isObject(body))
    throw new UnreadableNotification(`the body is ${nameOf(body)}, not an object`, { advice });
  checkVersion(body['version']);
  const list = body['alerts'];
  if (!Array.isArray(list)) {
    throw new UnreadableNotification(`\`alerts\` is ${nameOf(list)}, not a list`, { advice });
  }
  if (list.length > mostAlerts) {
    const fault = `\`alerts\` holds ${list.length} entries, more than ${mostAlerts}`;
    throw new UnreadableNotification(fault, { advice: 'Send them in several notifications.' });
  }
  const truncated = typeof body['truncatedAlerts'] === 'number' && body['truncatedAlerts'] > 0;
  return { received: list.length, ...readAlerts(list), truncated };
}

function readAlerts(list: readonly unknown[]): { alerts: Alert[]; rejected: RejectedAlert[] } {
  const alerts: Alert[] = [];
  const rejected: RejectedAlert[] = [];
  for (const [index, raw] of list.entries()) {
    try {
      alerts.push(parseAlert(raw));
    } catch (error) {
      if (!(error instanceof BadAlert)) throw error;
      rejected.push({ index, fault: error.fault, reason: error.message, raw: shorten(raw) });
    }
  }
  return { alerts, rejected };
}

// Old senders wrote "3" and many leave it out; anything else is some other service's payload.
function checkVersion(version: unknown): void {
  if (version === undefined || version === null || version === '') return;
  if (['3', '4', 3, 4].includes(version as string)) return;
  throw new UnreadableNotification(`\`version\` is ${show(version)}, not "4"`, { advice });
}

function shorten(raw: unknown): string {
  const text = asJson(raw).toWellFormed();
  if (Buffer.byteLength(text) <= rawLimit) return text;
  // A character that is cut in half at the end is dropped rather than turned into another.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, rawLimit)).replace(/\ufffd$/, '');
}
