import { type Written, daemonOf, podOf } from './made.ts';

/** Machines of a rack, and with accelerators. */
export const racks: readonly Written[] = [
  {
    name: 'rack',
    description: 'A switch goes, and four nodes of a rack with it. No topology.',
    alerts: [
      ...[4, 5, 6, 7].flatMap((i) => [
        ['rack', i, 'NodeUnreachable', { nodename: `metal-${i}`, cluster: 'dc2' }] as const,
        [
          'rack',
          20 + i,
          'PodNotReady',
          { node: `metal-${i}`, namespace: 'jobs', pod: podOf(`app${i}`), cluster: 'dc2' },
        ] as const,
        [
          'rack',
          60 + i,
          'DeploymentReplicasMissing',
          { namespace: 'jobs', deployment: `app${i}`, cluster: 'dc2' },
        ] as const,
      ]),
      ['switch', 300, 'BgpSessionFlapping', { device: 'tor-9', peer: 'core-1', cluster: 'dc2' }],
      [
        'other',
        30,
        'PodNotReady',
        { node: 'metal-1', namespace: 'jobs', pod: podOf('lone'), cluster: 'dc2' },
      ],
      ['other', 80, 'DeploymentReplicasMissing', { namespace: 'jobs', deployment: 'lone', cluster: 'dc2' }],
      ['backup', 90, 'BackupTooOld', { namespace: 'jobs', cronjob: 'dump', cluster: 'dc2' }],
    ],
  },
  {
    name: 'accelerator',
    description: 'A node with accelerators breaks; its exporter names it with a capital. No topology.',
    alerts: [
      [
        'gpu',
        0,
        'GPUXidErrors',
        {
          Hostname: 'gpu-a1',
          gpu: '3',
          job: 'dcgm',
          namespace: 'gpu',
          pod: daemonOf('dcgm-exporter'),
          instance: '10.3.0.8:9400',
        },
      ],
      [
        'gpu',
        2,
        'GPUXidErrors',
        {
          Hostname: 'gpu-a1',
          gpu: '4',
          job: 'dcgm',
          namespace: 'gpu',
          pod: daemonOf('dcgm-exporter'),
          instance: '10.3.0.8:9400',
        },
      ],
      ['gpu', 30, 'NodeNotReady', { node: 'gpu-a1' }],
      ...['train', 'embed', 'rank'].map(
        (app, i) =>
          ['gpu', 40 + i, 'PodNotReady', { namespace: 'ml', pod: `${app}-0`, node: 'gpu-a1' }] as const,
      ),
      ['gpu', 70, 'StatefulSetReplicasMismatch', { namespace: 'ml', statefulset: 'train' }],
      [
        'hot',
        35,
        'GPUTemperatureHigh',
        {
          Hostname: 'gpu-b7',
          gpu: '0',
          job: 'dcgm',
          namespace: 'gpu',
          pod: daemonOf('dcgm-exporter', 4),
          instance: '10.3.0.9:9400',
        },
      ],
      ['prep', 50, 'JobFailed', { namespace: 'ml', job_name: 'prepare-29087460' }],
    ],
  },
];
