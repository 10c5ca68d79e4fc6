import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { openTopology } from '../../src/topology/open-topology.ts';
import { eventually } from '../support/eventually.ts';
import { FakeCluster } from './fake-cluster.ts';
import { paths, pod } from './followed.ts';

const limits = { maxObjects: 1000, goneForMs: 1000 };
const deps = { log: silentLog(), metrics: new Metrics().topology };

describe('a topology is opened', () => {
  it('from nowhere, where it is off', async () => {
    expect(await openTopology({ ...limits, kind: 'off', file: undefined }, deps)).toBeUndefined();
  });

  it('from a file', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'stormfold-topology-'));
    const file = join(folder.path, 'topology.yaml');
    writeFileSync(file, 'nodes: [{name: pool-1}]');
    const live = await openTopology({ ...limits, kind: 'file', file }, deps);
    expect(live?.topology.nodeByAddress('pool-1')).toBe('pool-1');
    await live?.close();
  });

  it('from a cluster, at once, and what it tells becomes known', async () => {
    await using cluster = await FakeCluster.start();
    cluster.has(paths.pods, pod('a', 'pool-7'));
    const { kubeConfig } = cluster;
    const live = await openTopology(
      { ...limits, kind: 'kubernetes', file: undefined },
      { ...deps, kubeConfig },
    );
    expect(live?.synced).toBe(false);
    await eventually(() => expect(live?.synced).toBe(true));
    const a = { kind: 'Pod', namespace: 'shop', name: 'a' };
    expect(live?.topology.surroundingsOf(a)?.node).toBe('pool-7');
    await live?.close();
    await eventually(async () => expect(await cluster.connections()).toBe(0));
  });
});
