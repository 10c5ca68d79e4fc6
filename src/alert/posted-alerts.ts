import type { Notification } from './alert.ts';
import { nameOf } from './describe.ts';
import { parsePostedAlert } from './parse-alert.ts';
import { UnreadableNotification, readAlerts } from './read-alerts.ts';

/**
 * Reads what Prometheus and amtool post to an Alertmanager's `/api/v2/alerts`: a list of alerts, each with its labels and
 * its times and without a status. What ended by `now` (milliseconds since 1970) is resolved. Throws an
 * UnreadableNotification.
 */
export function parsePostedAlerts(body: unknown, now: number): Notification {
  if (!Array.isArray(body)) {
    const advice = "Send a list of alerts, as Prometheus does; Alertmanager's go to /webhooks/alertmanager.";
    throw new UnreadableNotification(`the body is ${nameOf(body)}, not a list`, { advice });
  }
  return { ...readAlerts(body, 'the body', (raw) => parsePostedAlert(raw, now)), truncated: false };
}
