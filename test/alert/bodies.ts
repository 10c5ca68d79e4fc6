import type { Alert, RejectedAlert } from '../../src/alert/alert.ts';
import { parseNotification } from '../../src/alert/notification.ts';

/** One alert as a sender writes it, everything as it should be but for the changes. */
export function sent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    status: 'firing',
    labels: { alertname: 'DiskFull', namespace: 'shop', severity: 'warning' },
    annotations: { summary: 'The disk is full.' },
    startsAt: '2026-01-31T08:00:00.123456789Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example/graph?g0.expr=1',
    fingerprint: '0123456789abcdef',
    ...changes,
  };
}

/** Reads a body of these alerts as it comes off the wire: through JSON. */
export function read(...alerts: unknown[]): ReturnType<typeof parseNotification> {
  return parseNotification(JSON.parse(JSON.stringify({ version: '4', alerts })));
}

/** The one alert in a body of one good alert. */
export function readOne(alert: unknown): Alert {
  const { alerts, rejected } = read(alert);
  const [only] = alerts;
  if (only === undefined) throw new Error(`rejected: ${rejected[0]?.reason}`);
  return only;
}

/** The one rejection in a body of one bad alert. */
export function rejectionOf(alert: unknown): RejectedAlert {
  const [only] = read(alert).rejected;
  if (only === undefined) throw new Error('it was accepted');
  return only;
}
