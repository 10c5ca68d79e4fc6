import { type Written, daemonOf, placed, podOf } from './made.ts';

const pulling = (namespace: string, app: string, i: number) =>
  [
    [
      'registry',
      10 + i,
      'ImagePullBackOff',
      { namespace, pod: podOf(app), container: app, reason: 'ImagePullBackOff' },
    ],
    ['registry', 40 + i, 'DeploymentReplicasMismatch', { namespace, deployment: app }],
  ] as const;

const ctrl = 'ingress-nginx-controller';

/** What many depend on. */
export const services: readonly Written[] = [
  {
    name: 'registry',
    description: 'No image can be pulled, and what is started then is not.',
    alerts: [
      [
        'registry',
        0,
        'RegistryUnreachable',
        { registry: 'registry.example', job: 'blackbox', instance: 'https://registry.example/v2/' },
      ],
      ...pulling('shop', 'cart', 1),
      ...pulling('shop', 'mail', 2),
      ...pulling('ops', 'reports', 3),
      ...pulling('data', 'loader', 4),
      [
        'leak',
        25,
        'ContainerOOMKilled',
        { namespace: 'shop', pod: podOf('images'), container: 'images', reason: 'OOMKilled' },
      ],
      ['leak', 45, 'PodCrashLoop', { namespace: 'shop', pod: podOf('images'), container: 'images' }],
      [
        'cert',
        50,
        'CertManagerCertExpiring',
        { namespace: 'ops', name: 'wildcard', exported_namespace: 'ops' },
      ],
      ['slow', 60, 'HighLatencyP99', { namespace: 'data', service: 'query' }],
    ],
  },
  {
    name: 'daemon set',
    description: 'A wrong configuration reaches all pods of a daemon set.',
    alerts: [
      ...[0, 1, 2, 3, 4, 5].map(
        (i) =>
          [
            'rollout',
            5 * i,
            'PodCrashLoop',
            {
              namespace: 'logging',
              pod: daemonOf('fluent-bit', i),
              node: `n${i}`,
              app_kubernetes_io_name: 'fluent-bit',
            },
          ] as const,
      ),
      ['rollout', 50, 'DaemonSetRolloutStuck', { namespace: 'logging', daemonset: 'fluent-bit' }],
      ['rollout', 70, 'TargetDown', { namespace: 'logging', job: 'fluent-bit', service: 'fluent-bit' }],
      [
        'api',
        20,
        'PodCrashLoop',
        { namespace: 'shop', pod: podOf('api'), node: 'n2', app_kubernetes_io_name: 'api' },
      ],
      ['volume', 30, 'PVCAlmostFull', { namespace: 'logging', persistentvolumeclaim: 'data-opensearch-0' }],
      ['cpu', 35, 'ContainerCpuThrottled', { namespace: 'shop', pod: podOf('web', 2), node: 'n3' }],
    ],
  },
  {
    name: 'storage',
    description: 'What volumes are on is away.',
    topology: {
      nodes: [1, 2, 3].map((i) => ({ name: `n${i}`, internalIP: `10.0.0.${i}` })),
      pods: ['pg', 'mq', 'es', 'kv'].map((app, i) =>
        placed('StatefulSet', 'data', app, `n${(i % 3) + 1}`, `${app}-0`),
      ),
      pvcs: ['pg', 'mq', 'es', 'kv'].map((app) => ({
        namespace: 'data',
        name: `data-${app}-0`,
        volumeName: `pvc-${app}`,
        usedBy: [`${app}-0`],
      })),
    },
    alerts: [
      [
        'storage',
        0,
        'CephHealthError',
        { namespace: 'rook-ceph', job: 'rook-ceph-mgr', ceph_cluster: 'main' },
      ],
      ['storage', 3, 'CephOSDDown', { namespace: 'rook-ceph', ceph_daemon: 'osd.3', job: 'rook-ceph-mgr' }],
      ['storage', 3, 'CephOSDDown', { namespace: 'rook-ceph', ceph_daemon: 'osd.4', job: 'rook-ceph-mgr' }],
      ...['pg', 'mq', 'es', 'kv'].flatMap((app, i) => [
        ['storage', 20 + i, 'PodNotReady', { namespace: 'data', pod: `${app}-0` }] as const,
        ['storage', 60 + i, 'StatefulSetReplicasMismatch', { namespace: 'data', statefulset: app }] as const,
      ]),
      ['storage', 30, 'PersistentVolumeErrors', { persistentvolume: 'pvc-pg', phase: 'Failed' }],
      ['full', 40, 'PVCAlmostFull', { namespace: 'web', persistentvolumeclaim: 'uploads' }],
      ['web', 42, 'PodCrashLoop', { namespace: 'web', pod: podOf('blog') }],
      ['web', 50, 'DeploymentReplicasMismatch', { namespace: 'web', deployment: 'blog' }],
    ],
  },
  {
    name: 'etcd',
    description: 'etcd loses its quorum, and with it the API server and all that talks to it.',
    alerts: [
      ...[1, 2, 3].map(
        (i) =>
          [
            'etcd',
            i,
            'EtcdNoLeader',
            { job: 'etcd', instance: `10.0.0.${i}:2379`, namespace: 'kube-system' },
          ] as const,
      ),
      ['etcd', 8, 'etcdInsufficientMembers', { job: 'etcd' }],
      ['etcd', 15, 'KubeAPIErrorBudgetBurn', { severity: 'critical', long: '1h' }],
      ['etcd', 20, 'KubeAPIDown', {}],
      [
        'etcd',
        60,
        'PodCrashLoop',
        { namespace: 'cert-manager', pod: podOf('cert-manager'), container: 'cert-manager' },
      ],
      [
        'etcd',
        62,
        'PodCrashLoop',
        { namespace: 'kube-system', pod: podOf('cluster-autoscaler'), container: 'ca' },
      ],
      ['etcd', 64, 'PodCrashLoop', { namespace: 'db', pod: podOf('postgres-operator'), container: 'op' }],
      ['quotes', 30, 'HighErrorRate', { namespace: 'shop', service: 'quotes' }],
      ['web', 35, 'PodCrashLoop', { namespace: 'shop', pod: podOf('web'), container: 'web' }],
    ],
  },
  {
    name: 'egress',
    description: 'The way out of the cloud is away; what calls others fails.',
    alerts: [
      ['nat', 0, 'CloudNatGatewayErrors', { gateway: 'nat-eu-1', project: 'prod' }],
      ...['payments', 'sms', 'maps', 'geo'].map(
        (service, i) => ['nat', 20 + i, 'UpstreamErrorRateHigh', { namespace: 'shop', service }] as const,
      ),
      ...['https://api.bank.example', 'https://sms.example'].map(
        (target, i) =>
          ['nat', 30 + i, 'ProbeFailed', { job: 'blackbox', instance: target, from: 'inside' }] as const,
      ),
      ['crash', 40, 'PodCrashLoop', { namespace: 'shop', pod: podOf('bots') }],
      ['disk', 50, 'DiskWillFill', { instance: 'bastion-1:9100', job: 'node' }],
    ],
  },
  {
    name: 'ingress',
    description: 'The ingress controller does not take its configuration; every site fails.',
    alerts: [
      [
        'ingress',
        0,
        'PodCrashLoop',
        { namespace: 'ingress-nginx', pod: podOf(ctrl, 0), container: 'controller' },
      ],
      [
        'ingress',
        2,
        'PodCrashLoop',
        { namespace: 'ingress-nginx', pod: podOf(ctrl, 1), container: 'controller' },
      ],
      ['ingress', 30, 'DeploymentReplicasMismatch', { namespace: 'ingress-nginx', deployment: ctrl }],
      ...['shop', 'blog', 'docs', 'api'].map(
        (ingress, i) =>
          [
            'ingress',
            20 + i,
            'IngressErrors',
            { namespace: 'web', ingress, host: `${ingress}.example` },
          ] as const,
      ),
      ...['https://shop.example', 'https://docs.example'].map(
        (instance, i) => ['ingress', 40 + i, 'ProbeFailed', { job: 'blackbox', instance }] as const,
      ),
      ['redis', 25, 'RedisDown', { namespace: 'cache', service: 'redis', pod: 'redis-0' }],
      ['redis', 40, 'StatefulSetReplicasMismatch', { namespace: 'cache', statefulset: 'redis' }],
      ['clock', 60, 'NodeClockNotSynchronising', { instance: '10.0.0.3:9100', job: 'node-exporter' }],
    ],
  },
];
