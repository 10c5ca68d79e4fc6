import { describe, expect, it } from 'vitest';

import type { Fact } from '../../src/topology/fact.ts';
import { Known } from '../../src/topology/known.ts';

const namespace = 'shop';
const ref = (kind: string, name: string) => ({ kind, namespace, name });
const node = (name: string) => ({ kind: 'Node', name });
const [set, deployment] = [ref('ReplicaSet', 'api-7d9'), ref('Deployment', 'api')];
const claim = ref('PersistentVolumeClaim', 'data-db-0');

function known(facts: readonly Fact[], limits: Partial<ConstructorParameters<typeof Known>[0]> = {}): Known {
  const all = new Known({ maxObjects: 1000, goneForMs: 60_000, ...limits });
  for (const fact of facts) all.entries.put(fact);
  return all;
}

const pod = (name: string, rest: Partial<Fact> = {}): Fact => ({
  ...{ ref: ref('Pod', name), owner: set, node: 'pool-1', labels: { app: 'api' } },
  ...rest,
});
const cluster: readonly Fact[] = [
  { ref: node('pool-1'), addresses: ['pool-1', '10.0.0.1'], zone: 'zone-b' },
  { ref: set, owner: deployment },
  pod('api-7d9-a', { addresses: ['10.1.0.1'] }),
  pod('api-7d9-b', { addresses: ['10.1.0.2', 'fd00::2'] }),
  pod('db-0', { owner: ref('StatefulSet', 'db'), labels: { app: 'db' }, claims: [claim] }),
  pod('alone', { owner: undefined, node: undefined, labels: { app: 'alone' } }),
  { ref: claim, volume: 'pv-1' },
  { ref: ref('HorizontalPodAutoscaler', 'api'), targets: [deployment] },
  { ref: ref('Service', 'api'), selector: { labels: { app: 'api' }, expressions: [] } },
  { ref: ref('Service', 'outside') },
  { ref: ref('PodDisruptionBudget', 'all'), selector: { labels: {}, expressions: [] } },
  { ref: ref('Job', 'nightly-1'), owner: ref('CronJob', 'nightly') },
];

describe('what is known around', () => {
  const around = (kind: string, name: string) => known(cluster).surroundingsOf(ref(kind, name));

  it('a pod: all that it belongs to, its node and the zone of that', () => {
    expect(around('Pod', 'api-7d9-a')).toEqual({
      ...{ owners: [set, deployment], claims: [], node: 'pool-1', zone: 'zone-b' },
    });
    expect(around('Pod', 'alone')).toEqual({ owners: [], claims: [] });
  });

  it('a pod with claims', () => {
    expect(around('Pod', 'db-0')).toMatchObject({ owners: [ref('StatefulSet', 'db')], claims: [claim] });
    expect(known(cluster).usersOf(claim)).toEqual([ref('Pod', 'db-0')]);
  });

  it('a ReplicaSet, a job, a node', () => {
    expect(around('ReplicaSet', 'api-7d9')).toEqual({ owners: [deployment], claims: [] });
    expect(around('Job', 'nightly-1')).toEqual({ owners: [ref('CronJob', 'nightly')], claims: [] });
    expect(known(cluster).surroundingsOf(node('pool-1'))).toEqual({
      ...{ owners: [], claims: [], node: 'pool-1', zone: 'zone-b' },
    });
  });

  it('a node and a zone: the pods on the one, the nodes of the other, until they are forgotten or have moved', () => {
    const all = known(cluster);
    const names = () => all.podsOn('pool-1').map(({ name }) => name);
    expect(names()).toEqual(['api-7d9-a', 'api-7d9-b', 'db-0']);
    expect(all.podsOn('pool-9')).toEqual([]);
    expect([all.nodesIn('zone-b'), all.nodesIn('zone-c')]).toEqual([['pool-1'], []]);
    all.entries.put(pod('api-7d9-a', { node: 'pool-2' }));
    expect([names(), all.podsOn('pool-2')]).toEqual([['api-7d9-b', 'db-0'], [ref('Pod', 'api-7d9-a')]]);
    all.entries.put({ ref: node('pool-1'), zone: 'zone-c' });
    expect([all.nodesIn('zone-b'), all.nodesIn('zone-c')]).toEqual([[], ['pool-1']]);
  });

  it('an autoscaler, a service and a budget: the workloads, without what is between', () => {
    expect(around('HorizontalPodAutoscaler', 'api')?.owners).toEqual([deployment]);
    expect(around('Service', 'api')?.owners).toEqual([deployment]);
    expect(around('Service', 'outside')?.owners).toEqual([]);
    expect(around('PodDisruptionBudget', 'all')?.owners).toEqual([deployment, ref('StatefulSet', 'db')]);
  });

  it('a claim and its volume: the workload whose pods mount it', () => {
    expect(around('PersistentVolumeClaim', 'data-db-0')?.owners).toEqual([ref('StatefulSet', 'db')]);
    expect(known(cluster).surroundingsOf({ kind: 'PersistentVolume', name: 'pv-1' })).toEqual({
      ...{ owners: [ref('StatefulSet', 'db')], claims: [claim] },
    });
    expect(known(cluster).surroundingsOf({ kind: 'PersistentVolume', name: 'pv-2' })).toBeUndefined();
  });

  it('nothing that was never heard of', () => {
    expect(around('Pod', 'api-7d9-z')).toBeUndefined();
    expect(known(cluster).surroundingsOf({ kind: 'Pod', name: 'api-7d9-a' })).toBeUndefined();
    expect(known(cluster).usersOf(ref('PersistentVolumeClaim', 'other'))).toEqual([]);
  });

  it('owners that lead back to themselves: no end of them is looked for', () => {
    const [one, other] = [ref('A', 'one'), ref('B', 'other')];
    const circle = known([
      { ref: one, owner: other },
      { ref: other, owner: one },
    ]);
    expect(circle.surroundingsOf(one)?.owners).toHaveLength(8);
  });
});

describe('an address', () => {
  it('is that of a node, by its host name too, or of a pod', () => {
    const all = known(cluster);
    expect(['pool-1', '10.0.0.1', '10.1.0.1'].map((host) => all.nodeByAddress(host))).toEqual([
      ...['pool-1', 'pool-1', undefined],
    ]);
    expect(['10.1.0.2', 'fd00::2', '10.9.9.9'].map((ip) => all.podByAddress(ip)?.name)).toEqual([
      ...['api-7d9-b', 'api-7d9-b', undefined],
    ]);
  });

  it('of a node is no pod, whichever pods use it', () => {
    expect(known([...cluster, pod('agent', { addresses: ['10.0.0.1'] })]).podByAddress('10.0.0.1')).toBe(
      undefined,
    );
  });

  it('is that of the pod that has it now', () => {
    const addresses = ['10.1.0.9'];
    const all = known([pod('old', { addresses }), pod('new', { addresses })]);
    expect(all.podByAddress('10.1.0.9')?.name).toBe('new');
    all.entries.put(pod('old', { addresses, ended: true }));
    expect(all.podByAddress('10.1.0.9')?.name).toBe('new');
  });

  it('is forgotten with its pod, unless another has it', () => {
    const time = { now: 0 };
    const addresses = ['10.1.0.9'];
    const all = known([pod('old', { addresses })], { now: () => time.now });
    all.entries.remove(ref('Pod', 'old'));
    expect(all.podByAddress('10.1.0.9')?.name).toBe('old');
    time.now = 60_000;
    all.entries.expire();
    expect(all.podByAddress('10.1.0.9')).toBeUndefined();
  });
});

describe('a selector', () => {
  it('is held against what changed', () => {
    const all = known(cluster);
    const owners = () => all.surroundingsOf(ref('Service', 'api'))?.owners;
    expect(owners()).toEqual([deployment]);
    all.entries.put(pod('canary-a', { owner: ref('Deployment', 'canary') }));
    expect(owners()).toEqual([deployment, ref('Deployment', 'canary')]);
    all.entries.put({ ref: set, owner: ref('Deployment', 'renamed') });
    expect(owners()).toEqual([ref('Deployment', 'renamed'), ref('Deployment', 'canary')]);
  });

  it('finds no more what went, once that is forgotten', () => {
    const time = { now: 0 };
    const all = known(cluster, { now: () => time.now });
    const owners = () => all.surroundingsOf(ref('PodDisruptionBudget', 'all'))?.owners;
    expect(owners()).toEqual([deployment, ref('StatefulSet', 'db')]);
    all.entries.remove(ref('Pod', 'db-0'));
    expect(owners()).toEqual([deployment, ref('StatefulSet', 'db')]);
    time.now = 60_000;
    all.entries.expire();
    expect(owners()).toEqual([deployment]);
  });

  it('finds nothing in another namespace', () => {
    const other = { kind: 'Service', namespace: 'other', name: 'api' };
    const all = known([...cluster, { ref: other, selector: { labels: { app: 'api' }, expressions: [] } }]);
    expect(all.surroundingsOf(other)).toEqual({ owners: [], claims: [] });
  });
});
