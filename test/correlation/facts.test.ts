import { describe, expect, it } from 'vitest';

import { type Facts, factsOf } from '../../src/correlation/facts.ts';
import { symptomByWords, wordsOf } from '../../src/correlation/symptom.ts';
import { type Symptom, defaultCorrelation } from '../../src/rules/correlation.ts';
import type { Known } from '../../src/topology/known.ts';
import { episode, threeNodes, topology } from './cluster.ts';

function facts(
  labels: readonly Readonly<Record<string, string>>[],
  known: Known = topology(),
): readonly Facts[] {
  const some = labels.map(({ alertname = 'Any', ...rest }, i) => ({
    ...episode(i, alertname, rest),
    id: `${i}`,
  }));
  return factsOf(some, known, defaultCorrelation);
}

describe('what is known of an alert', () => {
  it.each<[Readonly<Record<string, string>>, Partial<Facts>]>([
    [
      { kubernetes_namespace: 'shop', kubernetes_pod_name: 'api-7d9f8b6c5-x2x4z', kubernetes_node: 'n1' },
      { workloads: ['Deployment/shop/api'], node: 'n1', aboutNode: false },
    ],
    [
      { k8s_namespace_name: 'shop', k8s_deployment_name: 'api', k8s_node_name: 'n1' },
      { workloads: ['Deployment/shop/api'], node: 'n1' },
    ],
    [{ host: 'worker-1' }, { node: 'worker-1', aboutNode: true }],
    [
      { Hostname: 'gpu-1', gpu: '3', job: 'dcgm', pod: 'dcgm-exporter-x2x4z' },
      { node: 'gpu-1', aboutNode: true },
    ],
    [
      { host: 'shop.example', ingress: 'shop' },
      { node: undefined, aboutNode: false },
    ],
    [
      { host: 'db-0', pod: 'db-0', namespace: 'shop' },
      { node: undefined, workloads: ['StatefulSet/shop/db'] },
    ],
    [
      { kubernetes_node: 'n5', kubernetes_name: 'kube-state-metrics', namespace: 'shop', deployment: 'api' },
      { node: undefined, workloads: ['Deployment/shop/api'] },
    ],
    [{ app_kubernetes_io_name: 'api', namespace: 'shop' }, { workloads: ['Service/shop/api'] }],
    [{ job: 'redis', namespace: 'shop', instance: 'r:6379' }, { workloads: ['Service/shop/redis'] }],
    [
      { job: 'blackbox', namespace: 'shop', instance: 'https://a.example/' },
      { workloads: [], aboutNode: false },
    ],
    [{ pvc: 'files', namespace: 'shop' }, { claims: ['PersistentVolumeClaim/shop/files'] }],
    [
      { instance: '10.0.0.7:9100', job: 'node' },
      { node: '10.0.0.7', aboutNode: true },
    ],
    [
      { instance: '10.0.0.7:6379', job: 'redis' },
      { node: undefined, instance: '10.0.0.7' },
    ],
  ])('is read from %j', (labels, expected) => {
    expect(facts([labels])[0]).toMatchObject(expected);
  });

  it('is told by other alerts: the node of a pod and of an address, names of workloads', () => {
    const [pod, host, claim, words, server, calls] = facts([
      { namespace: 'shop', pod: 'db-0' },
      { instance: 'web-1:8080', job: 'nginx' },
      { namespace: 'shop', persistentvolumeclaim: 'data-db-0' },
      { alertname: 'BillingWorkerAbsent', namespace: 'shop' },
      { server: 'db.shop:5432' },
      { service: 'cart', upstream: 'billing-worker' },
      { namespace: 'shop', pod: 'db-0', node: 'n1' },
      { instance: 'web-1:9100', job: 'node' },
      { namespace: 'shop', deployment: 'billing-worker' },
    ]);
    expect(pod).toMatchObject({ node: 'n1', nodeByOther: true });
    expect(host).toMatchObject({ node: 'web-1', aboutNode: true });
    expect(claim?.workloads).toEqual(['StatefulSet/shop/db']);
    expect(words?.workloads).toEqual(['Deployment/shop/billing-worker']);
    expect(server?.workloads).toEqual(['StatefulSet/shop/db']);
    expect(calls?.dependsOn).toBe('Deployment/shop/billing-worker');
  });

  it('is the same machine by its short and by its whole name, where no other has that short name', () => {
    const [short, long] = ['worker-3', 'worker-3.example.com'];
    const nodes = (...some: string[]) => facts(some.map((node) => ({ node }))).map(({ node }) => node);
    expect(nodes(short, long)).toEqual([long, long]);
    expect(nodes(short, long, 'worker-3.example.org')).toEqual([short, long, 'worker-3.example.org']);
    expect(
      facts([{ node: short }, { instance: `${long}:9100`, job: 'node' }]).map(({ node }) => node),
    ).toEqual([long, long]);
  });

  it('is not told of an address from which several nodes are watched', () => {
    const watched = (node: string) => ({
      alertname: 'NodeOdd',
      node,
      instance: 'watcher:8080',
      job: 'watcher',
    });
    const other = { alertname: 'Odd', instance: 'watcher:8080', job: 'watcher' };
    expect(facts([watched('n1'), other])[1]?.node).toBe('n1');
    expect(facts([watched('n1'), watched('n2'), other])[2]?.node).toBeUndefined();
  });

  it('is not told by others where a pod of that name was on two nodes', () => {
    const on = (node: string) => ({ namespace: 'shop', pod: 'db-0', node });
    expect(facts([{ namespace: 'shop', pod: 'db-0' }, on('n1'), on('n2')])[0]?.node).toBeUndefined();
    expect(facts([{ namespace: 'shop', pod: 'db-0' }, on('n2')], threeNodes)[0]?.node).toBe('n1');
  });
});

describe('what an alert complains of', () => {
  it.each<[string, Symptom]>([
    ['NodeDown', 'down'],
    ['K8sNodeNotReady', 'down'],
    ['host_unreachable', 'down'],
    ['PodCrashLoop', 'failing'],
    ['KubePodOOMKilled', 'failing'],
    ['ContainerRestarting', 'failing'],
    ['NodeCordoned', 'cordoned'],
    ['DiskWillFill', 'strained'],
    ['NodeLoadHigh', 'strained'],
    ['TargetDown', 'waiting'],
    ['PodContainerCreatingTooLong', 'waiting'],
    ['CertManagerCertExpiring', 'apart'],
    ['NodeClockSkew', 'apart'],
    // Words within words.
    ['CertManagerAbsent', 'waiting'],
    ['NamespaceRequestsMany', 'other'],
    ['WorkloadErrors', 'other'],
    ['DefaultBackendErrors', 'other'],
    ['DeadlocksMany', 'other'],
  ])('%s: %s', (alertname, symptom) => {
    expect(symptomByWords({ alertname }, wordsOf(alertname))).toBe(symptom);
  });

  it('is not looked for in all of a name that is as long as an alert may be', () => {
    expect(wordsOf('aA'.repeat(30_000)).length).toBeLessThan(1000);
  });

  it('is a fault of its own where something waits for such a reason', () => {
    expect(symptomByWords({ reason: 'ImagePullBackOff' }, 'container waiting')).toBe('failing');
    expect(symptomByWords({ reason: 'ContainerCreating' }, 'container waiting')).toBe('waiting');
  });
});
