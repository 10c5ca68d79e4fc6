import type { Notification } from './alert.ts';
import { isObject, nameOf, show } from './describe.ts';
import { parseAlert } from './parse-alert.ts';
import { UnreadableNotification, readAlerts } from './read-alerts.ts';

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
  const truncated = typeof body['truncatedAlerts'] === 'number' && body['truncatedAlerts'] > 0;
  return { ...readAlerts(list, '`alerts`', parseAlert), truncated };
}

// Old senders wrote "3" and many leave it out; anything else is some other service's payload.
function checkVersion(version: unknown): void {
  if (version === undefined || version === null || version === '') return;
  if (['3', '4', 3, 4].includes(version as string)) return;
  throw new UnreadableNotification(`\`version\` is ${show(version)}, not "4"`, { advice });
}
