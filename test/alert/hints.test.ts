import { describe, expect, it } from 'vitest';

import type { Labels } from '../../src/alert/alert.ts';
import { type Hints, hintsOf } from '../../src/alert/hints.ts';
import { fromKubeStateMetrics, fromKubeStateMetricsAbout, fromKubelet, fromNodeExporter } from './scraped.ts';

const namespace = 'checkout';
const ref = (kind: string, name: string) => ({ kind, namespace, name });
const replicaSet = ref('ReplicaSet', 'cart-7c5f9d8b64');
const cart = ref('Deployment', 'cart');
const pod = 'cart-7c5f9d8b64-q2lzt';
const none: Hints = { owners: [], claims: [] };

/** What a scrape gives, what its rules add, and what is to be told of it. */
const cases: readonly (readonly [what: string, labels: Labels, hints: Partial<Hints>])[] = [
  [
    "a pod, told by kube-state-metrics with the pod's labels in place of its own",
    fromKubeStateMetricsAbout({ namespace, pod, container: 'app', uid: 'c1', reason: 'CrashLoopBackOff' }),
    { pod: ref('Pod', pod), owners: [replicaSet, cart] },
  ],
  [
    'a pod, by a rule that sums most labels up',
    { job: 'kube-state-metrics', namespace, pod },
    { pod: ref('Pod', pod), owners: [replicaSet, cart] },
  ],
  [
    'a deployment beside the pod of kube-state-metrics',
    { ...fromKubeStateMetrics, namespace, deployment: 'cart' },
    { owners: [cart] },
  ],
  [
    'a stateful set',
    { ...fromKubeStateMetrics, namespace, statefulset: 'ledger-db' },
    { owners: [ref('StatefulSet', 'ledger-db')] },
  ],
  [
    'a job that a schedule started',
    { ...fromKubeStateMetrics, namespace, job_name: 'reindex-29087460', condition: 'true' },
    { owners: [ref('Job', 'reindex-29087460'), ref('CronJob', 'reindex')] },
  ],
  [
    'an autoscaler, which names no workload',
    { ...fromKubeStateMetrics, namespace, horizontalpodautoscaler: 'x' },
    {},
  ],
  [
    'a node, told by kube-state-metrics',
    { ...fromKubeStateMetrics, namespace: 'observability', node: 'pool-a-3', condition: 'Ready' },
    { node: 'pool-a-3' },
  ],
  ['a node that only its instance names', fromNodeExporter, { address: '192.168.7.22' }],
  [
    "a node, with the target's own",
    { ...fromNodeExporter, kubernetes_node: 'pool-a-2' },
    { node: 'pool-a-2', address: '192.168.7.22' },
  ],
  ['the node of kube-state-metrics itself', { ...fromKubeStateMetrics, kubernetes_node: 'pool-a-2' }, {}],
  [
    'a claim, told by the kubelet of the node that mounts it',
    { ...fromKubelet, namespace, persistentvolumeclaim: 'data-ledger-db-0' },
    { node: 'pool-a-1', address: '192.168.7.21', claims: [ref('PersistentVolumeClaim', 'data-ledger-db-0')] },
  ],
  [
    'a container, told by the kubelet without its job',
    { container: 'app', instance: '192.168.7.21:10250', namespace, pod, service: 'mon-kubelet' },
    { pod: ref('Pod', pod), owners: [replicaSet, cart], address: '192.168.7.21' },
  ],
  [
    'an application that was scraped for itself',
    { instance: '10.244.1.8:8080', job: 'cart', namespace, pod, service: 'cart' },
    { pod: ref('Pod', pod), owners: [replicaSet, cart], address: '10.244.1.8' },
  ],
  [
    'a node, told by an exporter under a name of its own',
    { instance: '10.244.1.9:9400', namespace, pod: 'dcgm-x2x4z', service: 'dcgm', node: 'gpu-42' },
    { node: 'gpu-42' },
  ],
  [
    'an exporter on the machine of Prometheus',
    { instance: '127.0.0.1:9100', node: 'gpu-42' },
    { node: 'gpu-42' },
  ],
  [
    'a probe',
    { instance: 'https://shop.example.com/health', job: 'blackbox' },
    { address: 'shop.example.com' },
  ],
  [
    'an owner that kube_pod_info tells',
    { namespace, pod, created_by_kind: 'ReplicaSet', created_by_name: 'cart-7c5f9d8b64', node: 'pool-a-1' },
    { pod: ref('Pod', pod), node: 'pool-a-1', owners: [replicaSet, cart] },
  ],
  [
    'an owner that kube_pod_owner tells, against what the name looks like',
    { namespace, pod: 'agent-x2x4z', owner_kind: 'StatefulSet', owner_name: 'agent' },
    { pod: ref('Pod', 'agent-x2x4z'), owners: [ref('StatefulSet', 'agent')] },
  ],
  [
    'a static pod, whose owner is its node',
    { namespace, pod: 'proxy-on-pool-a-1', owner_kind: 'Node', owner_name: 'pool-a-1' },
    { pod: ref('Pod', 'proxy-on-pool-a-1'), node: 'pool-a-1' },
  ],
  [
    'a pod without an owner',
    { namespace, pod: 'debug', owner_kind: '<none>', owner_name: '<none>' },
    { pod: ref('Pod', 'debug') },
  ],
  [
    'a workload of the recording rules',
    { namespace, workload: 'cart', workload_type: 'deployment' },
    { owners: [cart] },
  ],
  [
    'the same workload named twice',
    { namespace, deployment: 'cart', owner_kind: 'ReplicaSet', owner_name: 'cart-7c5f9d8b64' },
    { owners: [replicaSet, cart] },
  ],
  [
    "what a scrape renamed, before the scraper's own",
    {
      ...{ exported_namespace: namespace, exported_pod: pod, exported_node: 'pool-a-1', node: 'pool-b-9' },
      ...{ namespace: 'observability', pod: 'agent-x2x4z' },
    },
    { pod: ref('Pod', pod), node: 'pool-a-1', owners: [replicaSet, cart] },
  ],
  ['a service, whose labels are those of its targets', { namespace, job: 'cart', service: 'cart' }, {}],
  ['nothing at all', {}, {}],
];

describe('what labels tell of', () => {
  it.each(cases)('%s', (_, labels, hints) => {
    expect(hintsOf({ alertname: 'Any', ...labels })).toEqual({ ...none, ...hints });
  });

  it('a pod without a namespace has none', () => {
    expect(hintsOf({ pod: 'db-0' })).toEqual({
      ...{ pod: { kind: 'Pod', name: 'db-0' }, owners: [{ kind: 'StatefulSet', name: 'db' }], claims: [] },
    });
  });
});
