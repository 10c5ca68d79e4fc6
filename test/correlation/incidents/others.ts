import { type Written, podOf } from './made.ts';

/** Things nobody has a word for, dependencies that only labels tell, and a day without anything. */
export const others: readonly Written[] = [
  {
    name: 'appliances',
    description: 'A switch loses many ports, and nothing of it has a name that is known.',
    alerts: [
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(
        (i) =>
          [
            'switch',
            i,
            'InterfaceErrorsHigh',
            { device: 'sw-12', ifname: `eth${i}`, site: 'berlin' },
          ] as const,
      ),
      ...[1, 2, 3, 4].map(
        (i) => ['ups', 20 + i, 'UpsOnBattery', { ups: `ups-${i}`, site: 'berlin' }] as const,
      ),
      ['spool', 30, 'SpoolTooLong', { printer: 'lobby', site: 'berlin' }],
      ['deals', 35, 'DealsImportLate', { feed: 'acme', team: 'deals' }],
    ],
  },
  {
    name: 'cache',
    description: 'A Redis goes; its users say in a label what they call.',
    alerts: [
      ['redis', 0, 'RedisDown', { namespace: 'cache', statefulset: 'redis' }],
      ['redis', 10, 'PodNotReady', { namespace: 'cache', pod: 'redis-0' }],
      ...['cart', 'session', 'search'].map(
        (service, i) =>
          ['redis', 25 + i, 'DependencyErrors', { namespace: 'shop', service, dependency: 'redis' }] as const,
      ),
      ['mail', 30, 'DependencyErrors', { namespace: 'shop', service: 'mail', dependency: 'smtp-relay' }],
      ['batch', 40, 'JobFailed', { namespace: 'shop', job_name: 'batch-29087461' }],
    ],
  },
  {
    name: 'volume',
    description: 'A volume fills up, and the database on it ends. No topology.',
    alerts: [
      ['volume', 0, 'PVCAlmostFull', { namespace: 'crm', pvc: 'data-postgres-0' }],
      ['volume', 60, 'PVCAlmostFull', { namespace: 'crm', pvc: 'data-postgres-0', severity: 'critical' }],
      ['volume', 100, 'PodCrashLoop', { namespace: 'crm', pod: 'postgres-0', container: 'postgres' }],
      ['volume', 120, 'StatefulSetReplicasMismatch', { namespace: 'crm', statefulset: 'postgres' }],
      ['volume', 125, 'PostgresqlDown', { namespace: 'crm', service: 'postgres', job: 'postgres' }],
      ['other', 60, 'PVCAlmostFull', { namespace: 'crm', pvc: 'data-kafka-2' }],
      ['files', 80, 'PVCAlmostFull', { namespace: 'crm', pvc: 'files' }],
    ],
  },
  {
    name: 'calm',
    description: 'A small thing here and there, and none has to do with another.',
    alerts: [
      ['a', 0, 'PodCrashLoop', { kubernetes_namespace: 'a', kubernetes_pod_name: podOf('one') }],
      ['b', 10, 'PodCrashLoop', { kubernetes_namespace: 'a', kubernetes_pod_name: podOf('three') }],
      ['c', 20, 'DiskWillFill', { host: 'worker-1', mountpoint: '/' }],
      ['d', 30, 'DiskWillFill', { host: 'worker-2', mountpoint: '/data' }],
      ['e', 40, 'HighErrorRate', { namespace: 'b', app_kubernetes_io_name: 'quotes' }],
      ['f', 50, 'HighErrorRate', { namespace: 'b', app_kubernetes_io_name: 'orders' }],
      ['g', 60, 'PVCAlmostFull', { namespace: 'b', pvc: 'files' }],
      ['h', 70, 'CertManagerCertExpiring', { namespace: 'b', name: 'wildcard' }],
      ['i', 80, 'JobFailed', { namespace: 'b', job_name: 'rates-29087460' }],
      ['j', 90, 'JobFailed', { namespace: 'b', job_name: 'dump-29087460' }],
      ['k', 95, 'WorkloadLatencyHigh', { namespace: 'b', workload: 'geo', workload_type: 'deployment' }],
      ['l', 99, 'CPUThrottling', { namespace: 'c', pod: podOf('maps'), hostname: 'worker-1' }],
      ['m', 110, 'NamespaceBudgetSpent', { namespace: 'c' }],
    ],
  },
];
