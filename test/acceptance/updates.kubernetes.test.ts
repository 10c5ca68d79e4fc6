import { describe, expect, it } from 'vitest';

import { hasApiServer } from '../support/api-server.ts';
import { ClusterProcesses } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/service-bench.ts';

const settings = { STORMFOLD_WINDOW: '2s', STORMFOLD_COOLDOWN: '10m', STORMFOLD_UPDATES: 'true' };

function alert(pod: string, more: object = {}): object {
  const labels = { alertname: 'KubePodCrashLooping', namespace: 'shop', severity: 'warning', pod };
  return { status: 'firing', labels, startsAt: '2026-06-01T12:00:00Z', ...more };
}

describe.skipIf(!hasApiServer)('what comes after a storm was submitted', () => {
  it('is written to the status of its resource on a real API server, and to nothing else of it', async () => {
    await using at = await ClusterProcesses.open();
    const service = await at.serve(settings);
    const url = `${await service.url()}/webhooks/alertmanager`;
    await postJson(url, { version: '4', alerts: [alert('api-1'), alert('api-2')] });
    await at.processes.peek.until('submitted', 1);
    const [before] = await at.resources();
    const ended = { status: 'resolved', endsAt: '2026-06-01T12:30:00Z' };
    const later = [alert('api-1', ended), alert('api-3'), alert('api-4')];
    await postJson(url, { version: '4', alerts: later });

    const [after] = await eventually(async () => {
      const resources = await at.resources();
      expect(resources.map(statusOf)).toEqual([
        expect.objectContaining({
          resolvedCount: 1,
          resolved: false,
          joinedCount: 2,
          joinedSeverity: 'warning',
        }),
      ]);
      return resources;
    });
    expect(after?.spec).toEqual(before?.spec);
    expect(after?.spec).toMatchObject({ alertCount: 2, resolvedCount: 0 });
    await postJson(url, {
      version: '4',
      alerts: ['api-2', 'api-3', 'api-4'].map((pod) => alert(pod, ended)),
    });
    await eventually(async () => {
      expect((await at.resources()).map(statusOf)).toEqual([
        expect.objectContaining({ resolvedCount: 4, resolved: true, joinedCount: 2 }),
      ]);
    });
  }, 120_000);
});

function statusOf(resource: object): unknown {
  const { status = {} } = resource as { status?: { alerts?: object } };
  return status.alerts;
}
