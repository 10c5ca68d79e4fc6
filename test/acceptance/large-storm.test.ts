import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { ServiceBench } from '../support/service-bench.ts';

const alerts = Array.from({ length: 20_000 }, (_, i) => ({
  status: 'firing',
  labels: {
    ...{ alertname: 'KubePodNotReady', namespace: 'shop', severity: i === 19_999 ? 'critical' : 'warning' },
    pod: `shop-api-7f8d9c6b5a-${i.toString(36).padStart(5, '0')}`,
  },
  annotations: {
    summary: 'Pod has been in a non-ready state for a long time.',
    runbook_url: 'https://runbooks.test/pod',
  },
  startsAt: '2026-06-01T11:59:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
}));

describe('a storm of 20,000 alerts', () => {
  it('is one resource below 1 MiB that tells the true numbers and says what it left out', async () => {
    await using bench = await ServiceBench.open();
    for (let i = 0; i < alerts.length; i += 5000) {
      const answer = await bench.post({ version: '4', alerts: alerts.slice(i, i + 5000) });
      expect(answer).toEqual({ status: 202, body: { received: 5000, accepted: 5000, rejected: [] } });
    }
    await bench.peek.folded();
    await bench.expire();
    const [storm] = await bench.peek.until('submitted', 1);
    const [resource, ...others] = await bench.peek.resources();
    const { size } = await stat(join(bench.peek.folder, `${storm?.resourceName}.yaml`));

    expect(others).toEqual([]);
    expect(size).toBeLessThan(1024 * 1024);
    expect(Buffer.byteLength(JSON.stringify(resource))).toBeLessThan(1024 * 1024);
    expect(resource?.spec).toMatchObject({
      severity: 'critical',
      alertCount: 20_000,
      deliveryCount: 20_000,
      affectedResourceCount: 20_000,
      affectedResourcesByKind: { Pod: 20_000 },
      truncated: true,
      commonLabels: { alertname: 'KubePodNotReady', namespace: 'shop' },
    });
    expect(resource?.spec.members).toHaveLength(500);
    const page = storm && (await bench.peek.instance.reader.members(storm, 19_000, 2000));
    expect(page?.members).toHaveLength(1000);
  });
});
