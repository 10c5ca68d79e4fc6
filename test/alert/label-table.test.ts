import { describe, expect, it } from 'vitest';

import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import type { AffectedResource, Labels } from '../../src/alert/alert.ts';
import { fromKubelet, fromKubeStateMetrics, fromKubeStateMetricsAbout, fromNodeExporter } from './scraped.ts';

type Row = readonly [alertname: string, labels: Labels, resource: AffectedResource];

const namespace = 'checkout';

const ofPods: Row[] = [
  'KubePodCrashLooping',
  'KubePodNotReady',
  'KubeContainerWaiting',
  'CPUThrottlingHigh',
].map((alertname) => {
  const pod = 'cart-6b9fd7c5d8-m2k4x';
  const own = { namespace, pod, container: 'cart', uid: '0b6f', reason: 'CrashLoopBackOff' };
  const scraper = alertname === 'CPUThrottlingHigh' ? fromKubelet : fromKubeStateMetrics;
  return [alertname, { ...scraper, ...own }, { kind: 'Pod', namespace, name: pod }];
});

/** Alerts that kube-state-metrics tells of one object, whose kind its label names. */
const ofNamedKinds: Row[] = (
  [
    ['KubeDeploymentReplicasMismatch', 'deployment', 'Deployment'],
    ['KubeDeploymentRolloutStuck', 'deployment', 'Deployment'],
    ['KubeStatefulSetReplicasMismatch', 'statefulset', 'StatefulSet'],
    ['KubeStatefulSetUpdateNotRolledOut', 'statefulset', 'StatefulSet'],
    ['KubeDaemonSetRolloutStuck', 'daemonset', 'DaemonSet'],
    ['KubeDaemonSetNotScheduled', 'daemonset', 'DaemonSet'],
    ['KubeDaemonSetMisScheduled', 'daemonset', 'DaemonSet'],
    ['KubeJobFailed', 'job_name', 'Job'],
    ['KubeJobNotCompleted', 'job_name', 'Job'],
    ['KubeHpaMaxedOut', 'horizontalpodautoscaler', 'HorizontalPodAutoscaler'],
    ['KubeHpaReplicasMismatch', 'horizontalpodautoscaler', 'HorizontalPodAutoscaler'],
    ['KubePdbNotEnoughHealthyPods', 'poddisruptionbudget', 'PodDisruptionBudget'],
    ['KubeQuotaExceeded', 'resourcequota', 'ResourceQuota'],
    ['KubeQuotaAlmostFull', 'resourcequota', 'ResourceQuota'],
    ['KubeQuotaFullyUsed', 'resourcequota', 'ResourceQuota'],
  ] as const
).map(([alertname, label, kind]) => {
  const labels = fromKubeStateMetricsAbout({ namespace, [label]: 'cart', resource: 'requests.cpu' });
  return [alertname, labels, { kind, namespace, name: 'cart' }];
});

const ofVolumes: Row[] = [
  ...['KubePersistentVolumeFillingUp', 'KubePersistentVolumeInodesFillingUp'].flatMap((alertname) =>
    ['warning', 'critical'].map((severity): Row => {
      const labels = { ...fromKubelet, namespace, persistentvolumeclaim: 'data-cart-0', severity };
      return [alertname, labels, { kind: 'PersistentVolumeClaim', namespace, name: 'data-cart-0' }];
    }),
  ),
  [
    'KubePersistentVolumeErrors',
    fromKubeStateMetricsAbout({ persistentvolume: 'pvc-90ac', phase: 'Failed', namespace: 'observability' }),
    { kind: 'PersistentVolume', name: 'pvc-90ac' },
  ],
];

const poolA = { kind: 'Node', name: 'pool-a-1' };

const ofNodes: Row[] = [
  ...['KubeNodeNotReady', 'KubeNodePressure', 'KubeNodeUnreachable'].map((alertname): Row => {
    const own = { node: 'pool-a-1', condition: 'Ready', status: 'true', namespace: 'observability' };
    return [alertname, fromKubeStateMetricsAbout(own), poolA];
  }),
  ['KubeNodeReadinessFlapping', { node: 'pool-a-1', prometheus: 'observability/main' }, poolA],
  ['KubeNodeEviction', { node: 'pool-a-1', eviction_signal: 'memory.available' }, poolA],
  ['KubeletClientCertificateExpiration', { ...fromKubelet, namespace: 'kube-system' }, poolA],
  ['KubeletServerCertificateExpiration', { ...fromKubelet, namespace: 'kube-system' }, poolA],
  ['KubeletInstanceUnreachable', { ...fromKubelet, namespace: 'kube-system' }, poolA],
  [
    'KubeletInstanceUnreachable',
    { ...fromKubelet, node: '', namespace: 'kube-system' },
    { kind: 'Node', name: '192.168.7.21' },
  ],
  ...['NodeFilesystemAlmostOutOfSpace', 'NodeMemoryHighUtilization', 'NodeSystemdServiceFailed'].map(
    (alertname): Row => {
      const labels = { ...fromNodeExporter, device: '/dev/nvme0n1p2', mountpoint: '/var/lib' };
      return [alertname, labels, { kind: 'Node', name: '192.168.7.22' }];
    },
  ),
];

const ofNothing: Row[] = [
  [
    'TargetDown',
    { job: 'kube-dns', namespace: 'kube-system', service: 'mon-coredns' },
    { kind: 'Unknown', namespace: 'kube-system', name: 'TargetDown' },
  ],
  ...['KubeAPIDown', 'KubeSchedulerDown', 'KubeControllerManagerDown', 'KubeletDown'].map(
    (alertname): Row => [alertname, { severity: 'critical' }, { kind: 'Unknown', name: alertname }],
  ),
  ...['KubeCPUOvercommit', 'KubeMemoryOvercommit', 'Watchdog', 'InfoInhibitor'].map((alertname): Row => [
    alertname,
    { prometheus: 'x' },
    { kind: 'Unknown', name: alertname },
  ]),
];

const rows = [...ofPods, ...ofNamedKinds, ...ofVolumes, ...ofNodes, ...ofNothing].map(
  ([alertname, labels, resource]) => ({
    alertname,
    labels: { ...labels, alertname },
    resource,
    kind: resource.kind,
  }),
);

describe('the alerts of kube-prometheus, as Prometheus delivers them', () => {
  it.each(rows)('$alertname is about a $kind', ({ labels, resource }) => {
    expect(affectedResourceOf(labels)).toEqual(resource);
  });

  it.each(rows)(
    '$alertname is about the same when a rule has aggregated `job` and `service` away',
    ({ labels, resource }) => {
      const gone = new Set(['container', 'endpoint', 'job', 'prometheus', 'service', 'uid']);
      const own = Object.entries(labels).filter(([name]) => !gone.has(name));
      expect(affectedResourceOf(Object.fromEntries(own))).toEqual(resource);
    },
  );
});
