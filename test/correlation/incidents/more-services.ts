import { type Written, daemonOf, podOf } from './made.ts';

/** Services again, and a busy day on which nothing has to do with anything. */
export const moreServices: readonly Written[] = [
  {
    name: 'bad rollout',
    description: 'One deployment is rolled out with a wrong image, another one leaks at the same time.',
    alerts: [
      [
        'image',
        0,
        'K8sContainerWaiting',
        { namespace: 'crm', pod: podOf('leads', 0), reason: 'ErrImagePull', container: 'leads' },
      ],
      [
        'image',
        1,
        'K8sContainerWaiting',
        { namespace: 'crm', pod: podOf('leads', 1), reason: 'ImagePullBackOff', container: 'leads' },
      ],
      ['image', 30, 'K8sDeploymentRolloutStuck', { namespace: 'crm', deployment: 'leads' }],
      ['image', 32, 'K8sDeploymentReplicasMismatch', { namespace: 'crm', deployment: 'leads' }],
      ['image', 40, 'K8sPdbViolated', { namespace: 'crm', poddisruptionbudget: 'leads' }],
      [
        'leak',
        5,
        'K8sContainerOomKilled',
        { namespace: 'crm', pod: podOf('mailer'), container: 'mailer', reason: 'OOMKilled' },
      ],
      ['leak', 20, 'K8sContainerRestarts', { namespace: 'crm', pod: podOf('mailer'), container: 'mailer' }],
      ['errors', 25, 'HttpErrorsHigh', { namespace: 'crm', app: 'portal' }],
      ['lag', 26, 'ConsumerLagHigh', { namespace: 'crm', topic: 'events', consumergroup: 'mailer-events' }],
    ],
  },
  {
    name: 'six rollouts',
    description:
      'Six deployments crash after a change; no label says what they share, so they are six causes.',
    alerts: ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((app, i) => [
      [app, 3 * i, 'PodCrashLoop', { namespace: 'erp', pod: podOf(`${app}-svc`), container: app }] as const,
      [app, 3 * i + 1, 'PodNotReady', { namespace: 'erp', pod: podOf(`${app}-svc`) }] as const,
      [
        app,
        3 * i + 20,
        'DeploymentReplicasMismatch',
        { namespace: 'erp', deployment: `${app}-svc` },
      ] as const,
      [app, 3 * i + 25, 'HighErrorRate', { namespace: 'erp', service: `${app}-svc` }] as const,
    ]),
  },
  {
    name: 'name service',
    description: 'The resolvers of the cluster do not answer.',
    alerts: [
      ['dns', 0, 'KubeDNSDown', { job: 'kube-dns', namespace: 'kube-system' }],
      [
        'dns',
        3,
        'PodCrashLoop',
        { namespace: 'kube-system', pod: podOf('coredns', 0), container: 'coredns' },
      ],
      [
        'dns',
        3,
        'PodCrashLoop',
        { namespace: 'kube-system', pod: podOf('coredns', 1), container: 'coredns' },
      ],
      ['dns', 20, 'DeploymentUnavailable', { namespace: 'kube-system', deployment: 'coredns' }],
      ...['cart', 'auth', 'search', 'tax'].map(
        (service, i) => ['dns', 10 + i, 'Http5xxRateHigh', { namespace: 'shop', service }] as const,
      ),
      ['dns', 15, 'ExternalDnsSyncErrors', { namespace: 'ops', deployment: 'external-dns' }],
      ['volume', 30, 'VolumeAlmostFull', { namespace: 'shop', persistentvolumeclaim: 'data-pg-0' }],
      ['throttle', 35, 'CpuThrottlingHigh', { namespace: 'shop', pod: podOf('tax') }],
    ],
  },
  {
    name: 'broker',
    description: 'A broker of three goes; its own alerts name it in several ways.',
    alerts: [
      ['kafka', 0, 'PodCrashLooping', { namespace: 'bus', pod: 'kafka-1', container: 'kafka' }],
      ['kafka', 10, 'StatefulSetReplicasMismatch', { namespace: 'bus', statefulset: 'kafka' }],
      [
        'kafka',
        12,
        'KafkaUnderReplicatedPartitions',
        { namespace: 'bus', pod: 'kafka-0', service: 'kafka-metrics' },
      ],
      ['kafka', 14, 'KafkaOfflinePartitions', { namespace: 'bus', pod: 'kafka-2', service: 'kafka-metrics' }],
      ['kafka', 30, 'KafkaBrokerMissing', { namespace: 'bus', app_kubernetes_io_name: 'kafka' }],
      [
        'quota',
        20,
        'NamespaceQuotaAlmostFull',
        { namespace: 'web', resourcequota: 'default', resource: 'pods' },
      ],
      ['crash', 25, 'PodCrashLooping', { namespace: 'web', pod: podOf('cms'), container: 'cms' }],
      ['scrape', 40, 'TargetDown', { namespace: 'web', job: 'varnish' }],
    ],
  },
  {
    name: 'certificate issuer',
    description: 'Nothing is renewed any more: the issuer is away.',
    alerts: [
      ['issuer', 0, 'CertManagerAbsent', { namespace: 'cert-manager' }],
      [
        'issuer',
        4,
        'PodCrashLoop',
        { namespace: 'cert-manager', pod: podOf('cert-manager'), container: 'cert-manager' },
      ],
      ['issuer', 20, 'DeploymentReplicasMismatch', { namespace: 'cert-manager', deployment: 'cert-manager' }],
      ['node', 10, 'NodeNotReady', { node: 'w-8' }],
      ['node', 30, 'PodNotReady', { namespace: 'jobs', pod: podOf('render'), node: 'w-8' }],
      ['clock', 40, 'NodeTimeSkew', { node: 'w-8' }],
    ],
  },
  {
    name: 'overlay',
    description: 'The network agent of one node does not start, and pods there have no network.',
    alerts: [
      [
        'cni',
        0,
        'PodCrashLooping',
        { namespace: 'kube-system', pod: daemonOf('calico-node', 2), node: 'n3' },
      ],
      ['cni', 6, 'NodeNetworkUnavailable', { node: 'n3', condition: 'NetworkUnavailable' }],
      ['cni', 10, 'NodeNotReady', { node: 'n3' }],
      ...['x', 'y', 'z'].map(
        (app, i) =>
          ['cni', 20 + i, 'PodNotReady', { namespace: 'b', pod: podOf(`app-${app}`), node: 'n3' }] as const,
      ),
      ['cni', 40, 'DaemonSetRolloutStuck', { namespace: 'kube-system', daemonset: 'calico-node' }],
      ['other', 20, 'PodCrashLooping', { namespace: 'b', pod: podOf('importer'), node: 'n1' }],
    ],
  },
  {
    name: 'busy day',
    description: 'Much at the same time, and all of it by chance.',
    alerts: [
      ['a', 0, 'RegistryDiskAlmostFull', { namespace: 'tools', persistentvolumeclaim: 'registry' }],
      ['b', 5, 'PodImagePullBackOff', { namespace: 'web', pod: podOf('cms'), reason: 'ImagePullBackOff' }],
      ['c', 10, 'EtcdHighCommitDuration', { namespace: 'app', statefulset: 'etcd-app' }],
      ['d', 12, 'PodCrashLoop', { namespace: 'tools', pod: podOf('argocd-server') }],
      ['e', 20, 'NodeMemoryHigh', { node: 'n1' }],
      ['f', 22, 'PodCrashLoop', { namespace: 'web', pod: podOf('shop'), node: 'n1' }],
      ['g', 24, 'HighErrorRate', { namespace: 'web', service: 'blog' }],
      ['h', 26, 'HighErrorRate', { namespace: 'web', service: 'wiki' }],
      ['i', 28, 'CsiVolumeAttachSlow', { namespace: 'kube-system', driver: 'ebs.csi' }],
      ['j', 30, 'PodNotReady', { namespace: 'data', pod: 'pg-0' }],
      ['k', 40, 'NetworkInterfaceErrors', { node: 'n2', device: 'eth1' }],
      ['l', 45, 'NodeCordoned', { node: 'n3' }],
      ['m', 50, 'DeploymentReplicasMismatch', { namespace: 'web', deployment: 'docs' }],
      ['n', 55, 'ProbeFailed', { job: 'blackbox', instance: 'https://status.example' }],
      ['o', 60, 'MysqlReplicationLag', { instance: 'db-1:9104', job: 'mysql' }],
      ['p', 62, 'MysqlSlowQueries', { instance: 'db-2:9104', job: 'mysql' }],
      ['q', 70, 'KubeQuotaAlmostFull', { namespace: 'web', resourcequota: 'default' }],
    ],
  },
];
