import { type Written, daemonOf, placed, podOf } from './made.ts';

/** Machines that go, as sundry houses say it. */

const ksm = {
  job: 'kubernetes-service-endpoints',
  kubernetes_name: 'kube-state-metrics',
  kubernetes_namespace: 'monitoring',
  kubernetes_node: 'w-5',
  app_kubernetes_io_name: 'kube-state-metrics',
  instance: '10.2.5.9:8080',
};

export const hosts: readonly Written[] = [
  {
    name: 'plain host',
    description: 'A machine of a data centre goes; nothing there is a cluster.',
    alerts: [
      ['host', 0, 'HostUnreachable', { instance: 'web-03.dc1.example:9100', job: 'node', dc: 'dc1' }],
      ['host', 4, 'InstanceDown', { instance: 'web-03.dc1.example:8080', job: 'nginx', dc: 'dc1' }],
      ['host', 6, 'InstanceDown', { instance: 'web-03.dc1.example:9113', job: 'nginx-exporter', dc: 'dc1' }],
      ['host', 20, 'ProbeIcmpFailed', { instance: 'web-03.dc1.example', job: 'blackbox-icmp', dc: 'dc1' }],
      ['redis', 30, 'RedisDown', { instance: 'redis-0.redis:6379', job: 'redis', dc: 'dc1' }],
      ['redis', 33, 'InstanceDown', { instance: 'redis-0.redis:6379', job: 'redis', dc: 'dc1' }],
      [
        'disk',
        40,
        'DiskWillFillIn4Hours',
        { instance: 'db-01.dc1.example:9100', job: 'node', mountpoint: '/var' },
      ],
      ['cert', 44, 'SslCertExpiringSoon', { instance: 'https://shop.example/', job: 'blackbox-http' }],
      ['mysql', 50, 'MysqlSlowQueries', { instance: 'db-02.dc1.example:9104', job: 'mysql' }],
    ],
  },
  {
    name: 'collector node',
    description: 'A node goes; a collector names everything in its own way. No topology.',
    alerts: [
      ['node', 0, 'K8sNodeNotReady', { k8s_cluster_name: 'eu', k8s_node_name: 'aks-pool1-33-vmss000002' }],
      ...['cart', 'search', 'mail'].map(
        (app, i) =>
          [
            'node',
            20 + i,
            'K8sPodNotReady',
            {
              ...{ k8s_cluster_name: 'eu', k8s_namespace_name: 'shop', k8s_pod_name: podOf(app) },
              k8s_node_name: 'aks-pool1-33-vmss000002',
            },
          ] as const,
      ),
      [
        'node',
        40,
        'K8sDeploymentUnavailableReplicas',
        { k8s_namespace_name: 'shop', k8s_deployment_name: 'cart' },
      ],
      [
        'node',
        41,
        'K8sDeploymentUnavailableReplicas',
        { k8s_namespace_name: 'shop', k8s_deployment_name: 'mail' },
      ],
      [
        'restarts',
        25,
        'ContainerRestarting',
        {
          ...{ k8s_namespace_name: 'shop', k8s_pod_name: podOf('prices', 3), k8s_container_name: 'app' },
          k8s_node_name: 'aks-pool1-33-vmss000002',
        },
      ],
      [
        'restarts',
        55,
        'K8sDeploymentUnavailableReplicas',
        { k8s_namespace_name: 'shop', k8s_deployment_name: 'prices' },
      ],
      [
        'lag',
        60,
        'KafkaConsumerLag',
        { k8s_namespace_name: 'shop', topic: 'orders', consumergroup: 'billing' },
      ],
    ],
  },
  {
    name: 'annotated pods',
    description: 'A node goes; pods are scraped by annotations, and a topology is known.',
    topology: {
      nodes: [1, 2, 5].map((i) => ({ name: `w-${i}`, internalIP: `10.1.0.${i}`, zone: 'a' })),
      pods: [
        placed('Deployment', 'pay', 'gateway', 'w-1', podOf('gateway', 0)),
        placed('Deployment', 'pay', 'gateway', 'w-2', podOf('gateway', 1)),
        placed('StatefulSet', 'pay', 'ledger', 'w-1', 'ledger-0'),
        placed('Deployment', 'web', 'front', 'w-2', podOf('front', 0)),
        placed('DaemonSet', 'monitoring', 'node-exporter', 'w-1', daemonOf('node-exporter')),
      ],
    },
    alerts: [
      [
        'node',
        0,
        'NodeDown',
        { instance: '10.1.0.1:9100', job: 'kubernetes-nodes', kubernetes_io_hostname: 'w-1' },
      ],
      ['node', 5, 'KubeletDown', { instance: 'w-1', job: 'kubernetes-nodes', kubernetes_io_hostname: 'w-1' }],
      ['node', 15, 'PodNotHealthy', { ...ksm, namespace: 'pay', pod: podOf('gateway', 0) }],
      ['node', 16, 'PodNotHealthy', { ...ksm, namespace: 'pay', pod: 'ledger-0' }],
      [
        'node',
        18,
        'TargetDown',
        {
          job: 'kubernetes-pods',
          kubernetes_namespace: 'pay',
          kubernetes_pod_name: 'ledger-0',
          app: 'ledger',
        },
      ],
      ['node', 30, 'StatefulsetDown', { ...ksm, namespace: 'pay', statefulset: 'ledger' }],
      ['node', 31, 'DeploymentReplicasMismatch', { ...ksm, namespace: 'pay', deployment: 'gateway' }],
      ['front', 33, 'PodCrashLoop', { ...ksm, namespace: 'web', pod: podOf('front', 0), container: 'front' }],
      ['front', 40, 'DeploymentReplicasMismatch', { ...ksm, namespace: 'web', deployment: 'front' }],
      [
        'skew',
        50,
        'HostClockSkew',
        { instance: '10.1.0.2:9100', job: 'kubernetes-nodes', kubernetes_io_hostname: 'w-2' },
      ],
    ],
  },
];
