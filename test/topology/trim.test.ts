import { describe, expect, it } from 'vitest';

import { Interned } from '../../src/topology/cluster/interned.ts';
import { watchedKinds } from '../../src/topology/cluster/kinds.ts';

/** What is kept of an object, as it stands in a list: without its kind. */
function trimmed(kind: string, object: unknown, interned = new Interned()) {
  const watched = watchedKinds.find((each) => each.kind === kind);
  if (!watched) throw new Error(`${kind} is not watched`);
  return watched.trim(object, interned);
}

const namespace = 'shop';
const owner = (kind: string, name: string, controller?: boolean) => ({
  ...{ apiVersion: 'apps/v1', kind, name, uid: 'u', blockOwnerDeletion: true },
  ...(controller !== undefined && { controller }),
});
const managed = { uid: 'u', resourceVersion: '1', managedFields: [{ manager: 'kubectl', fieldsV1: {} }] };

const pod = {
  metadata: {
    ...{ ...managed, namespace, name: 'api-7d9-a', labels: { app: 'api' }, annotations: { long: 'text' } },
    ownerReferences: [owner('Other', 'first'), owner('ReplicaSet', 'api-7d9', true)],
  },
  spec: {
    ...{
      nodeName: 'pool-1',
      containers: [{ name: 'app', image: 'i', env: [{ name: 'SECRET', value: 's' }] }],
    },
    volumes: [
      { name: 'config', configMap: { name: 'c' } },
      { name: 'data', persistentVolumeClaim: { claimName: 'data-api' } },
      { name: 'scratch', ephemeral: { volumeClaimTemplate: {} } },
    ],
  },
  status: { phase: 'Running', podIP: '10.1.0.1', podIPs: [{ ip: '10.1.0.1' }, { ip: 'fd00::1' }] },
};
const claim = (name: string) => ({ kind: 'PersistentVolumeClaim', namespace, name });

describe('what is kept of a pod', () => {
  it('is its place, its owner, its claims and its labels', () => {
    expect(trimmed('Pod', pod)).toEqual({
      ref: { kind: 'Pod', namespace, name: 'api-7d9-a' },
      owner: { kind: 'ReplicaSet', namespace, name: 'api-7d9' },
      node: 'pool-1',
      labels: { app: 'api' },
      claims: [claim('data-api'), claim('api-7d9-a-scratch')],
      addresses: ['10.1.0.1', 'fd00::1'],
    });
  });

  it('is little of one that waits for a node', () => {
    const waiting = { metadata: { namespace, name: 'debug' }, spec: { containers: [] }, status: {} };
    expect(trimmed('Pod', waiting)).toEqual({
      ref: { kind: 'Pod', namespace, name: 'debug' },
      ...{ owner: undefined, node: undefined, labels: {} },
    });
  });

  it('is no address where it uses that of its node', () => {
    expect(trimmed('Pod', { ...pod, spec: { ...pod.spec, hostNetwork: true } })).not.toHaveProperty(
      'addresses',
    );
  });

  it.each(['Succeeded', 'Failed'])('is that it has ended: %s', (phase) => {
    expect(trimmed('Pod', { ...pod, status: { ...pod.status, phase } })).toMatchObject({ ended: true });
  });

  it('has its node for an owner where that runs it by itself', () => {
    const metadata = { ...pod.metadata, ownerReferences: [owner('Node', 'pool-1', true)] };
    expect(trimmed('Pod', { ...pod, metadata })?.owner).toEqual({ kind: 'Node', name: 'pool-1' });
  });

  it('is shared with others as far as it is alike', () => {
    const interned = new Interned();
    const other = structuredClone({ ...pod, metadata: { ...pod.metadata, name: 'api-7d9-b' } });
    const [one, two] = [trimmed('Pod', structuredClone(pod), interned), trimmed('Pod', other, interned)];
    expect(one?.owner).toBe(two?.owner);
    expect(one?.labels).toBe(two?.labels);
    expect(one?.claims?.[0]).toBe(two?.claims?.[0]);
  });
});

describe('what is kept', () => {
  it('of a node: its names, its addresses and its zone', () => {
    const addresses = [
      { type: 'InternalIP', address: '10.0.0.1' },
      { type: 'Hostname', address: 'pool-1' },
      { type: 'InternalDNS', address: 'pool-1.internal' },
    ];
    const labels = { 'topology.kubernetes.io/zone': 'zone-b', other: 'label' };
    expect(trimmed('Node', { metadata: { name: 'pool-1', labels }, status: { addresses } })).toEqual({
      ref: { kind: 'Node', name: 'pool-1' },
      ...{ addresses: ['pool-1', '10.0.0.1', 'pool-1.internal'], zone: 'zone-b' },
    });
    const old = { 'failure-domain.beta.kubernetes.io/zone': 'zone-c' };
    expect(trimmed('Node', { metadata: { name: 'pool-2', labels: old } })).toMatchObject({ zone: 'zone-c' });
  });

  it.each([
    ['ReplicaSet', 'Deployment'],
    ['Job', 'CronJob'],
  ])('of a %s: to which %s it belongs', (kind, above) => {
    const metadata = { ...managed, namespace, name: 'x-1', ownerReferences: [owner(above, 'x', true)] };
    expect(trimmed(kind, { kind: 'PartialObjectMetadata', metadata })).toEqual({
      ref: { kind, namespace, name: 'x-1' },
      owner: { kind: above, namespace, name: 'x' },
    });
  });

  it('of a claim: its volume, once it has one', () => {
    const metadata = { namespace, name: 'data' };
    const spec = { volumeName: 'pv-1', resources: {} };
    expect(trimmed('PersistentVolumeClaim', { metadata, spec })).toEqual({
      ...{ ref: claim('data'), owner: undefined, volume: 'pv-1' },
    });
    expect(trimmed('PersistentVolumeClaim', { metadata, spec: {} })?.volume).toBeUndefined();
  });

  it('of a service: its selector, if it has one', () => {
    const metadata = { namespace, name: 'api' };
    const selected = trimmed('Service', { metadata, spec: { selector: { app: 'api' }, ports: [] } });
    expect(selected?.selector).toEqual({ labels: { app: 'api' }, expressions: [] });
    expect(trimmed('Service', { metadata, spec: { selector: {} } })?.selector).toBeUndefined();
    expect(trimmed('Service', { metadata, spec: { externalName: 'example.com' } })?.selector).toBeUndefined();
  });

  it('of a budget: its selector, also one that selects everything', () => {
    const metadata = { namespace, name: 'api' };
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['web'] },
      { key: 'x', operator: 'Exists' },
    ];
    const selector = { matchLabels: { app: 'api' }, matchExpressions };
    expect(trimmed('PodDisruptionBudget', { metadata, spec: { selector } })?.selector).toEqual({
      labels: { app: 'api' },
      expressions: [
        { key: 'tier', operator: 'In', values: ['web'] },
        { key: 'x', operator: 'Exists', values: [] },
      ],
    });
    const all = trimmed('PodDisruptionBudget', { metadata, spec: { selector: {} } });
    expect(all?.selector).toEqual({ labels: {}, expressions: [] });
    expect(trimmed('PodDisruptionBudget', { metadata, spec: {} })?.selector).toBeUndefined();
  });

  it('of an autoscaler: its target', () => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' };
    const object = { metadata: { namespace, name: 'api' }, spec: { scaleTargetRef, maxReplicas: 3 } };
    expect(trimmed('HorizontalPodAutoscaler', object)?.targets).toEqual([
      { kind: 'Deployment', namespace, name: 'api' },
    ]);
  });

  it.each(watchedKinds.map(({ kind }) => kind))('of what is no %s: nothing', (kind) => {
    for (const wrong of [undefined, null, 'text', {}, { metadata: {} }, { metadata: { name: 7 }, spec: {} }])
      expect(trimmed(kind, wrong)).toBeUndefined();
  });
});
