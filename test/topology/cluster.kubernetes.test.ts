import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ClusterTopology } from '../../src/topology/cluster/cluster-topology.ts';
import { ownApiServer } from '../support/api-server.ts';
import { eventually } from '../support/eventually.ts';
import { ClusterBench } from './cluster-bench.ts';
import { autoscaler, budget, claim, job, node, pod, replicaSet, service } from './objects.ts';

const namespace = 'shop';
const ref = (kind: string, name: string) => ({ kind, namespace, name });
const [set, deployment] = [ref('ReplicaSet', 'api-7d9f8b6c5'), ref('Deployment', 'api')];
const patience = { timeout: 60_000, interval: 50 };

describe.skipIf(!ownApiServer)('a real cluster, followed with the rights that deploy/ gives', () => {
  let bench: ClusterBench;
  let followed: ClusterTopology;

  beforeAll(async () => {
    bench = await ClusterBench.open();
    await bench.create(node('pool-1', '10.0.0.1', 'zone-b'), node('pool-2', '10.0.0.2', 'zone-c'));
    await bench.create(replicaSet('api-7d9f8b6c5', 'api'), job('nightly-29087460', 'nightly'));
    await bench.create(claim('data-db-0', 'pv-1'), service('api'), budget('api'), autoscaler('api'));
    await bench.run(pod('api-7d9f8b6c5-x2x4z', 'ReplicaSet/api-7d9f8b6c5', 'pool-1'), '10.1.0.1');
    await bench.run(pod('nightly-29087460-zz9mp', 'Job/nightly-29087460', 'pool-1'), '10.1.0.2');
    await bench.run(pod('db-0', 'StatefulSet/db', 'pool-2', 'data-db-0'), '10.1.0.3');
    followed = await bench.follow();
    await eventually(() => expect(followed.synced).toBe(true), patience);
  }, 120_000);

  afterAll(() => bench?.[Symbol.asyncDispose](), 60_000);

  const around = (kind: string, name: string) => followed.topology.surroundingsOf(ref(kind, name));

  it('every kind of it is served, old as this server may be', () => {
    const { kinds } = followed.state as { kinds: Record<string, string> };
    expect(Object.values(kinds)).toEqual(Array.from({ length: 8 }, () => 'synced'));
  });

  it('a pod is found with its owners, its node and the zone of that', () => {
    expect(around('Pod', 'api-7d9f8b6c5-x2x4z')).toEqual({
      ...{ owners: [set, deployment], claims: [], node: 'pool-1', zone: 'zone-b' },
    });
    expect(around('Pod', 'nightly-29087460-zz9mp')?.owners).toEqual([
      ref('Job', 'nightly-29087460'),
      ref('CronJob', 'nightly'),
    ]);
  });

  it('claims, volumes and addresses lead to their pods', () => {
    const data = ref('PersistentVolumeClaim', 'data-db-0');
    expect(around('Pod', 'db-0')?.claims).toEqual([data]);
    expect(followed.topology.usersOf(data)).toEqual([ref('Pod', 'db-0')]);
    expect(followed.topology.surroundingsOf({ kind: 'PersistentVolume', name: 'pv-1' })).toEqual({
      ...{ owners: [ref('StatefulSet', 'db')], claims: [data] },
    });
    expect(followed.topology.podByAddress('10.1.0.3')).toEqual(ref('Pod', 'db-0'));
    expect(['10.0.0.2', 'pool-2'].map((host) => followed.topology.nodeByAddress(host))).toEqual([
      ...['pool-2', 'pool-2'],
    ]);
  });

  it.each(['Service', 'PodDisruptionBudget', 'HorizontalPodAutoscaler'])(
    'a %s leads to its workload',
    (kind) => {
      expect(around(kind, 'api')?.owners).toEqual([deployment]);
    },
  );

  it('changes are seen: another ReplicaSet, and a pod of its own', async () => {
    await bench.create(replicaSet('api-86bl7l852', 'api'));
    await bench.run(pod('api-86bl7l852-28htd', 'ReplicaSet/api-86bl7l852', 'pool-2'), '10.1.0.4');
    await eventually(() => {
      expect(around('Pod', 'api-86bl7l852-28htd')).toMatchObject({
        ...{ owners: [ref('ReplicaSet', 'api-86bl7l852'), deployment], node: 'pool-2' },
      });
      expect(followed.topology.podByAddress('10.1.0.4')?.name).toBe('api-86bl7l852-28htd');
    }, patience);
  });

  it('a pod that was deleted stays known; one of its name elsewhere takes its place', async () => {
    const data = ref('PersistentVolumeClaim', 'data-db-0');
    await bench.deletePod('db-0');
    await bench.deletePod('api-7d9f8b6c5-x2x4z');
    await bench.run(pod('db-0', 'StatefulSet/db', 'pool-1', 'data-db-0'), '10.1.0.5');
    await eventually(() => expect(around('Pod', 'db-0')?.node).toBe('pool-1'), patience);
    expect(around('Pod', 'api-7d9f8b6c5-x2x4z')?.owners).toEqual([set, deployment]);
    expect(followed.topology.usersOf(data)).toEqual([ref('Pod', 'db-0')]);
  });

  it('a server that was away is followed again, from where it was', async () => {
    await bench.server.kill();
    await eventually(() => expect(followed.synced).toBe(false), patience);
    expect(around('Pod', 'db-0')?.node).toBe('pool-1');
    await bench.server.restart();
    await bench.run(pod('later', 'StatefulSet/db', 'pool-2'), '10.1.0.6');
    await eventually(() => expect(around('Pod', 'later')?.node).toBe('pool-2'), patience);
    await eventually(() => expect(followed.synced).toBe(true), patience);
  });

  it('what is forbidden leaves the others as they are', async () => {
    await bench.forbid('nodes');
    const other = await bench.follow();
    await eventually(() => expect(other.synced).toBe(true), patience);
    const { kinds } = other.state as { kinds: Record<string, string> };
    expect(Object.entries(kinds).filter(([, state]) => state !== 'synced')).toEqual([['Node', 'forbidden']]);
    expect(other.topology.surroundingsOf(ref('Pod', 'db-0'))).toMatchObject({
      ...{ owners: [ref('StatefulSet', 'db')], node: 'pool-1' },
    });
    expect(other.topology.nodeByAddress('10.0.0.1')).toBeUndefined();
  });
});
