import { type Written, daemonOf, placed, podOf } from './made.ts';

/** Once more, of what the others left out. */
export const third: readonly Written[] = [
  {
    name: 'file server',
    description: 'A file server outside of the cluster goes; what mounts it waits.',
    topology: {
      nodes: [1, 2].map((i) => ({ name: `k-${i}`, internalIP: `10.7.0.${i}` })),
      pods: ['wiki', 'git', 'ci'].map((app, i) => ({
        ...placed('Deployment', 'dev', app, `k-${(i % 2) + 1}`, podOf(app)),
        pvcs: [`${app}-files`],
      })),
    },
    alerts: [
      ['nfs', 0, 'NfsServerUnreachable', { host: 'nfs-1', site: 'hq' }],
      ...['wiki', 'git', 'ci'].flatMap((app, i) => [
        ['nfs', 20 + i, 'PodNotReady', { namespace: 'dev', pod: podOf(app) }] as const,
        ['nfs', 50 + i, 'DeploymentReplicasMismatch', { namespace: 'dev', deployment: app }] as const,
      ]),
      ['leak', 30, 'ContainerMemoryNearLimit', { namespace: 'dev', pod: podOf('chat'), container: 'chat' }],
      ['disk', 40, 'DiskWillFill', { instance: 'k-1:9100', job: 'node' }],
    ],
  },
  {
    name: 'names of machines',
    description: 'One machine by its short name, its whole name and its address. No topology.',
    alerts: [
      ['m', 0, 'NodeNotReady', { node: 'worker-3' }],
      ['m', 3, 'HostUnreachable', { instance: 'worker-3.prod.example.com:9100', job: 'node' }],
      ['m', 6, 'TargetDown', { instance: 'worker-3.prod.example.com:10250', job: 'kubelet' }],
      ['m', 20, 'PodNotReady', { namespace: 'a', pod: podOf('alpha'), node: 'worker-3' }],
      ['m', 21, 'PodNotReady', { namespace: 'a', pod: podOf('beta'), node: 'worker-3.prod.example.com' }],
      ['n', 10, 'DiskWillFill', { instance: 'worker-4.prod.example.com:9100', job: 'node' }],
      ['o', 15, 'PodCrashLoop', { namespace: 'a', pod: podOf('gamma'), node: 'worker-4' }],
    ],
  },
  {
    name: 'partition',
    description: 'The network between two halves of a cluster is away: nodes go, and what spans both fails.',
    alerts: [
      ['net', 0, 'NetworkPartition', { cluster: 'eu', side: 'b' }],
      ...['b1', 'b2', 'b3'].flatMap((n, i) => [
        ['net', 10 + i, 'NodeNotReady', { cluster: 'eu', node: n }] as const,
        [
          'net',
          30 + i,
          'PodNotReady',
          { cluster: 'eu', namespace: 's', pod: podOf(`on${n}`), node: n },
        ] as const,
      ]),
      ...['orders', 'stock', 'users'].map(
        (service, i) =>
          ['net', 15 + i, 'GrpcErrorsHigh', { cluster: 'eu', namespace: 's', service }] as const,
      ),
      ['job', 50, 'CronJobFailed', { cluster: 'eu', namespace: 's', cronjob: 'cleanup' }],
      ['cert', 55, 'CertificateExpiry', { cluster: 'eu', namespace: 's', secret: 'tls' }],
    ],
  },
  {
    name: 'network agent everywhere',
    description: 'A wrong network agent is rolled out, and every node loses its network.',
    alerts: [
      ...[0, 1, 2, 3].flatMap((i) => [
        [
          'cni',
          2 * i,
          'PodCrashLooping',
          { namespace: 'kube-system', pod: daemonOf('cilium', i), node: `w${i}` },
        ] as const,
        ['cni', 10 + 2 * i, 'NodeNotReady', { node: `w${i}` }] as const,
        ['cni', 40 + i, 'PodNotReady', { namespace: 'x', pod: podOf(`p${i}`), node: `w${i}` }] as const,
      ]),
      ['cni', 60, 'DaemonSetRolloutStuck', { namespace: 'kube-system', daemonset: 'cilium' }],
      ['quota', 30, 'QuotaExceeded', { namespace: 'y', resourcequota: 'cpu' }],
      ['oom', 35, 'PodOOMKilled', { namespace: 'x', pod: podOf('batch'), reason: 'OOMKilled' }],
    ],
  },
  {
    name: 'autoscaler',
    description: 'No machines are to be had: what is scaled up stays without a node.',
    alerts: [
      [
        'scale',
        0,
        'ClusterAutoscalerNotSafeToScale',
        { namespace: 'kube-system', deployment: 'cluster-autoscaler' },
      ],
      ['web', 20, 'HpaMaxedOut', { namespace: 'a', horizontalpodautoscaler: 'web' }],
      ['web', 30, 'PodPending', { namespace: 'a', pod: podOf('web') }],
      ['web', 40, 'DeploymentReplicasMismatch', { namespace: 'a', deployment: 'web' }],
      ['api', 33, 'PodPending', { namespace: 'a', pod: podOf('api') }],
      ['api', 43, 'DeploymentReplicasMismatch', { namespace: 'a', deployment: 'api' }],
    ],
  },
  {
    name: 'two of a kind',
    description: 'Two nodes go at a time, one after the other, each for itself; and one is busy.',
    topology: {
      nodes: [1, 2, 3, 4, 5, 6].map((i) => ({
        name: `t${i}`,
        internalIP: `10.4.0.${i}`,
        zone: i % 2 === 0 ? 'x' : 'y',
      })),
      pods: [1, 2, 3, 4, 5, 6].flatMap((i) => [
        placed('Deployment', 'q', `d${i}`, `t${i}`, podOf(`d${i}`)),
        placed('DaemonSet', 'kube-system', 'agent', `t${i}`, daemonOf('agent', i)),
      ]),
    },
    alerts: [
      ['one', 0, 'NodeNotReady', { node: 't1' }],
      ['one', 10, 'PodNotReady', { namespace: 'q', pod: podOf('d1') }],
      ['one', 40, 'DeploymentReplicasMismatch', { namespace: 'q', deployment: 'd1' }],
      ['one', 45, 'DaemonSetRolloutStuck', { namespace: 'kube-system', daemonset: 'agent' }],
      ['two', 100, 'NodeNotReady', { node: 't2' }],
      ['two', 110, 'PodNotReady', { namespace: 'q', pod: podOf('d2') }],
      ['two', 140, 'DeploymentReplicasMismatch', { namespace: 'q', deployment: 'd2' }],
      ['busy', 20, 'NodeCPUHigh', { node: 't3' }],
      ['busy2', 25, 'CPUThrottlingHigh', { namespace: 'q', pod: podOf('d4') }],
      ['crash', 60, 'PodCrashLoop', { namespace: 'q', pod: podOf('d5') }],
      ['crash', 70, 'DeploymentReplicasMismatch', { namespace: 'q', deployment: 'd5' }],
    ],
  },
  {
    name: 'gateway out',
    description: 'The machine that is the way out of the cloud goes.',
    alerts: [
      ['nat', 0, 'NatInstanceDown', { instance: 'nat-1:9100', job: 'node' }],
      ['nat', 20, 'ProbeFailed', { job: 'blackbox', instance: 'https://stripe.example' }],
      ['nat', 21, 'ProbeFailed', { job: 'blackbox', instance: 'https://github.example' }],
      ...['billing', 'webhooks', 'sms'].map(
        (service, i) => ['nat', 25 + i, 'OutgoingErrorsHigh', { namespace: 'p', service }] as const,
      ),
      ['pod', 30, 'PodCrashLoop', { namespace: 'p', pod: podOf('cron') }],
      ['lag', 50, 'ReplicationLag', { namespace: 'p', statefulset: 'pg' }],
    ],
  },
];
