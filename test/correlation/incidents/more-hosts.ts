import { type Written, daemonOf, placed, podOf } from './made.ts';

const kps = {
  ...{ job: 'kube-state-metrics', service: 'kps-kube-state-metrics', instance: '10.42.0.9:8080' },
  ...{
    pod: 'kps-kube-state-metrics-7f8b9c6d5-x2k4z',
    namespace: 'monitoring',
    container: 'kube-state-metrics',
  },
};

/** Machines again, by people who use other words. */
export const moreHosts: readonly Written[] = [
  {
    name: 'spot node',
    description: 'A spot instance is taken back while somebody else rolls out a bug.',
    topology: {
      nodes: ['ip-10-0-1-5', 'ip-10-0-2-9', 'ip-10-0-3-3'].map((name, i) => ({
        name: `${name}.ec2.internal`,
        internalIP: `10.0.${i + 1}.${[5, 9, 3][i]}`,
      })),
      pods: [
        ...['feed', 'push', 'likes'].map((app) =>
          placed('Deployment', 'social', app, 'ip-10-0-1-5.ec2.internal', podOf(app)),
        ),
        placed('Deployment', 'social', 'chat', 'ip-10-0-2-9.ec2.internal', podOf('chat', 0)),
        placed('Deployment', 'social', 'chat', 'ip-10-0-1-5.ec2.internal', podOf('chat', 1)),
        placed('DaemonSet', 'kube-system', 'aws-node', 'ip-10-0-1-5.ec2.internal', daemonOf('aws-node')),
      ],
    },
    alerts: [
      ['spot', 0, 'KubeNodeNotReady', { ...kps, node: 'ip-10-0-1-5.ec2.internal' }],
      [
        'spot',
        2,
        'KubeletTooManyRestarts',
        { instance: '10.0.1.5:10250', job: 'kubelet', node: 'ip-10-0-1-5.ec2.internal' },
      ],
      ...['feed', 'push', 'likes'].map(
        (app, i) => ['spot', 10 + i, 'KubePodNotReady', { namespace: 'social', pod: podOf(app) }] as const,
      ),
      [
        'spot',
        25,
        'KubeDaemonSetRolloutStuck',
        { ...kps, exported_namespace: 'kube-system', daemonset: 'aws-node' },
      ],
      [
        'spot',
        30,
        'KubeDeploymentReplicasMismatch',
        { ...kps, exported_namespace: 'social', deployment: 'feed' },
      ],
      [
        'bug',
        12,
        'KubePodCrashLooping',
        { namespace: 'social', pod: podOf('chat', 0), reason: 'CrashLoopBackOff' },
      ],
      [
        'bug',
        14,
        'KubePodCrashLooping',
        { namespace: 'social', pod: podOf('chat', 1), reason: 'CrashLoopBackOff' },
      ],
      [
        'bug',
        40,
        'KubeDeploymentReplicasMismatch',
        { ...kps, exported_namespace: 'social', deployment: 'chat' },
      ],
      [
        'bug',
        50,
        'KubeHpaMaxedOut',
        { ...kps, exported_namespace: 'social', horizontalpodautoscaler: 'chat' },
      ],
      ['cert', 30, 'KubeClientCertificateExpiration', { job: 'apiserver' }],
    ],
  },
  {
    name: 'full disk',
    description: 'The disk of a node is full: it evicts, and pods of five workloads there are in trouble.',
    alerts: [
      [
        'disk',
        0,
        'HostOutOfDiskSpace',
        { instance: 'k3s-agent-2:9100', job: 'node-exporter', mountpoint: '/' },
      ],
      ['disk', 8, 'KubernetesNodeDiskPressure', { ...kps, node: 'k3s-agent-2', condition: 'DiskPressure' }],
      ...['home', 'vault', 'media', 'photos', 'dns'].map(
        (app, i) =>
          [
            'disk',
            20 + i,
            'KubernetesPodEvicted',
            { namespace: 'home', pod: podOf(app), node: 'k3s-agent-2', reason: 'Evicted' },
          ] as const,
      ),
      [
        'disk',
        50,
        'KubernetesDeploymentReplicasMismatch',
        { ...kps, exported_namespace: 'home', deployment: 'media' },
      ],
      [
        'disk',
        51,
        'KubernetesDeploymentReplicasMismatch',
        { ...kps, exported_namespace: 'home', deployment: 'vault' },
      ],
      ['smart', 30, 'SmartDeviceFailing', { instance: 'nas:9633', job: 'smartctl', device: 'sdb' }],
      [
        'printer',
        60,
        'KubernetesPodCrashLooping',
        { namespace: 'home', pod: podOf('printer'), node: 'k3s-agent-1' },
      ],
    ],
  },
  {
    name: 'hypervisor',
    description: 'A hypervisor goes, and the machines on it, at once.',
    alerts: [
      ['hv', 0, 'HypervisorDown', { host: 'esx-4', site: 'fra' }],
      ...['app-11', 'app-12', 'db-7'].flatMap((vm, i) => [
        ['hv', 10 + i, 'HostDown', { host: vm, site: 'fra' }] as const,
        [
          'hv',
          15 + i,
          'InstanceDown',
          { instance: `${vm}:9256`, job: 'process-exporter', site: 'fra' },
        ] as const,
      ]),
      ['backup', 20, 'BackupFailed', { host: 'backup-1', site: 'fra' }],
      ['raid', 50, 'RaidArrayDegraded', { host: 'db-2', site: 'fra', device: 'md0' }],
    ],
  },
  {
    name: 'zone of clouds',
    description:
      'A zone is lost: three of its four nodes within a minute, the last after it. A topology is known.',
    topology: {
      nodes: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((n, i) => ({
        name: `np-${n}`,
        internalIP: `10.9.0.${i}`,
        zone: i < 4 ? 'z1' : 'z2',
      })),
      pods: ['a', 'b', 'c', 'd'].flatMap((n) => [
        placed('Deployment', 'core', `svc-${n}`, `np-${n}`, podOf(`svc-${n}`)),
        placed('DaemonSet', 'kube-system', 'cilium', `np-${n}`, daemonOf('cilium', n.charCodeAt(0) % 8)),
      ]),
    },
    alerts: [
      ...['a', 'b', 'c', 'd'].flatMap((n, i) => [
        ['zone', 20 * i, 'NodeNotReady', { node: `np-${n}` }] as const,
        ['zone', 20 * i + 30, 'PodNotReady', { namespace: 'core', pod: podOf(`svc-${n}`) }] as const,
        [
          'zone',
          20 * i + 60,
          'DeploymentUnavailable',
          { namespace: 'core', deployment: `svc-${n}` },
        ] as const,
      ]),
      ['zone', 100, 'DaemonSetNotFullyScheduled', { namespace: 'kube-system', daemonset: 'cilium' }],
      ['slow', 60, 'ApiLatencyHigh', { namespace: 'core', service: 'billing' }],
      ['oom', 70, 'ContainerOOM', { namespace: 'core', pod: podOf('billing-worker'), container: 'w' }],
    ],
  },
];
