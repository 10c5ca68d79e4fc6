import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { ownApiServer } from '../../support/api-server.ts';
import { eventually } from '../../support/eventually.ts';
import { Processes } from '../../support/processes.ts';
import { postJson } from '../../support/service-bench.ts';
import { ClusterBench } from '../../topology/cluster-bench.ts';
import { node, pod, replicaSet } from '../../topology/objects.ts';

const patience = { timeout: 60_000, interval: 100 };

/** Without a word of the node: only the cluster knows where it runs. */
function alert(alertname: string, labels: Record<string, string>) {
  const all = { alertname, namespace: 'shop', severity: 'warning', ...labels };
  return { status: 'firing', labels: all, annotations: {}, startsAt: '2026-11-27T12:00:00Z' };
}

const alerts = [
  alert('KubeNodeNotReady', { node: 'pool-1', namespace: 'monitoring' }),
  alert('KubePodNotReady', { pod: 'api-7d9f8b6c5-x2x4z' }),
  alert('KubeDeploymentReplicasMismatch', { deployment: 'api' }),
  alert('KubePodCrashLooping', { pod: 'cart-6c5d8f7b9-zz9mp' }),
  alert('KubePodNotReady', { pod: 'mail-5f6d7c8b9-28htd' }),
];

describe.skipIf(!ownApiServer)('a service that follows a real cluster', () => {
  it('makes one resource of a node and what ran on it, and others of what did not', async () => {
    await using cluster = await ClusterBench.open();
    await cluster.create(node('pool-1', '10.0.0.1', 'zone-b'), node('pool-2', '10.0.0.2', 'zone-b'));
    for (const app of ['api-7d9f8b6c5', 'cart-6c5d8f7b9', 'mail-5f6d7c8b9'])
      await cluster.create(replicaSet(app, app.slice(0, app.indexOf('-'))));
    await cluster.run(pod('api-7d9f8b6c5-x2x4z', 'ReplicaSet/api-7d9f8b6c5', 'pool-1'), '10.1.0.1');
    await cluster.run(pod('cart-6c5d8f7b9-zz9mp', 'ReplicaSet/cart-6c5d8f7b9', 'pool-1'), '10.1.0.2');
    await cluster.run(pod('mail-5f6d7c8b9-28htd', 'ReplicaSet/mail-5f6d7c8b9', 'pool-2'), '10.1.0.3');
    await using processes = await Processes.open();
    const kubeconfig = join(processes.peek.folder, 'kubeconfig');
    await writeFile(kubeconfig, (await cluster.worker()).exportConfig());
    const service = processes.serve('all', {
      ...{ KUBECONFIG: kubeconfig, STORMFOLD_TOPOLOGY: 'kubernetes' },
      ...{ STORMFOLD_CORRELATE: 'on', STORMFOLD_WINDOW: '2s' },
    });
    const url = await service.url();
    await eventually(async () => {
      const { details } = (await (await fetch(`${url}/readyz`)).json()) as { details: object };
      expect(details).toMatchObject({ topology: { synced: true } });
    }, patience);

    expect((await postJson(`${url}/webhooks/alertmanager`, { version: '4', alerts })).status).toBe(202);
    const storms = await processes.peek.until('submitted', 3);
    const found = storms.map(({ cause, alertCount }) => `${cause?.kind} ${cause?.name}: ${alertCount}`);
    expect(found.toSorted()).toEqual([
      'node node pool-1: 3',
      'workload Deployment/shop/cart: 1',
      'workload Deployment/shop/mail: 1',
    ]);
    const resources = await processes.peek.resources();
    const byCause = resources.map(({ spec }) =>
      spec.alerts?.map(({ alertname, name }) => `${alertname} ${name}`),
    );
    expect(byCause.find((some) => some?.length === 3)?.toSorted()).toEqual([
      'KubeDeploymentReplicasMismatch api',
      'KubeNodeNotReady pool-1',
      'KubePodNotReady api-7d9f8b6c5-x2x4z',
    ]);
  }, 120_000);
});
