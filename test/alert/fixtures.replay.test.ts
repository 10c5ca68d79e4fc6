import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { parseNotification } from '../../src/alert/notification.ts';
import { parseTimestamp, zeroTime } from '../../src/alert/timestamp.ts';

const folder = process.env['STORMFOLD_FIXTURES'];

interface Sent {
  readonly labels: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

interface Body {
  readonly alerts: readonly Sent[];
  readonly truncatedAlerts?: number;
}

function bodiesIn(kind: string): { name: string; body: Body }[] {
  if (folder === undefined) return [];
  const names = readdirSync(join(folder, kind)).filter((name) => name.endsWith('.json'));
  return names.map((name) => ({
    name,
    body: JSON.parse(readFileSync(join(folder, kind, name), 'utf8')) as Body,
  }));
}

describe.skipIf(folder === undefined)('bodies that Alertmanager really sent', () => {
  const captured = bodiesIn('captured');

  it('are there', () => {
    expect(captured.length).toBeGreaterThan(15);
  });

  it.each(captured)('$name is read whole, its times and texts as they were sent', ({ body }) => {
    const { alerts, rejected, received, truncated } = parseNotification(body);
    expect(rejected).toEqual([]);
    expect(received).toBe(body.alerts.length);
    expect(truncated).toBe((body.truncatedAlerts ?? 0) > 0);
    const sent = body.alerts.map(({ endsAt, ...rest }) =>
      parseTimestamp(endsAt) === zeroTime ? rest : { ...rest, endsAt },
    );
    expect(alerts).toEqual(sent);
  });

  it.each(captured)('$name has the fingerprints that we compute', ({ body }) => {
    const computed = body.alerts.map(({ labels }) => fingerprintOf(labels));
    expect(computed).toEqual(body.alerts.map(({ fingerprint }) => fingerprint));
  });

  it.each(captured)('$name names no scraper as what its alerts are about', ({ body }) => {
    for (const { labels } of body.alerts)
      expect(affectedResourceOf(labels).name).not.toMatch(/kube-state-metrics|node-exporter-|^10\.42\.0\.9/);
  });
});

describe.skipIf(folder === undefined)('bodies out of other projects', () => {
  it.each(bodiesIn('third-party'))('$name is read without a rejection', ({ body }) => {
    const { alerts, rejected, received } = parseNotification(body);
    expect(rejected).toEqual([]);
    expect([alerts.length, received]).toEqual([body.alerts.length, body.alerts.length]);
  });
});
