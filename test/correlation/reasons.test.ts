import { describe, expect, it } from 'vitest';

import { correlate } from '../../src/correlation/correlate.ts';
import type { Episode } from '../../src/correlation/facts.ts';
import { defaultCorrelation } from '../../src/rules/correlation.ts';
import { episode, threeNodes, topology } from './cluster.ts';

const inShop = (alertname: string, labels: Readonly<Record<string, string>>, at = 10) =>
  episode(at, alertname, { namespace: 'shop', ...labels });

function causes(some: readonly Episode[], known = topology()) {
  return correlate(some, known, defaultCorrelation).map(({ kind, name, members }) => ({
    ...{ kind, name },
    reasons: members.map(({ reason }) => reason),
  }));
}

describe('a cause says of each alert why it is there', () => {
  it.each([
    [
      [
        episode(0, 'KubeNodeNotReady', { node: 'n1' }),
        inShop('KubePodNotReady', { pod: 'db-0' }),
        inShop('KubePodNotReady', { pod: 'api-1' }, 11),
        inShop('KubeDeploymentReplicasMismatch', { deployment: 'api' }, 12),
      ],
      {
        kind: 'node',
        name: 'node n1',
        reasons: [
          'it is about node n1 itself',
          'its pod runs on node n1, which is down',
          'Deployment/shop/api had a pod on node n1, which is down',
          'Deployment/shop/api has pods on node n1, which is down',
        ],
      },
    ],
    [
      [
        ...['n2', 'n3'].map((node) => episode(0, 'KubeNodeNotReady', { node })),
        inShop('KubePodNotReady', { pod: 'web-0' }),
        inShop('KubeDeploymentReplicasMismatch', { deployment: 'web' }, 12),
      ],
      {
        kind: 'node',
        name: 'zone b',
        reasons: [
          'it is about node n2 itself',
          'it is about node n3 itself',
          'its pod runs on node n2, which went with zone b',
          'Deployment/shop/web has pods on nodes of zone b, which went',
        ],
      },
    ],
    [
      [
        inShop('KubeQuotaExceeded', { resourcequota: 'compute' }, 0),
        ...['api', 'web'].map((deployment) => inShop('KubeDeploymentReplicasMismatch', { deployment })),
      ],
      {
        kind: 'shared',
        name: 'the quota of namespace shop',
        reasons: [
          'it is about the quota of namespace shop itself',
          ...Array.from(
            { length: 2 },
            () => 'one of 2 that began to lack the same after the quota of namespace shop had trouble',
          ),
        ],
      },
    ],
    [
      [
        inShop('KubeDeploymentReplicasMismatch', { deployment: 'api' }),
        inShop('KubePodCrashLooping', { pod: 'api-2' }),
      ],
      {
        kind: 'workload',
        name: 'Deployment/shop/api',
        reasons: ['it is about Deployment/shop/api', 'it is about Deployment/shop/api'],
      },
    ],
    [
      [inShop('Odd', { thing: 'a' }), { ...inShop('Odd', { thing: 'b' }), id: 'b' }],
      {
        kind: 'pattern',
        name: 'Odd in shop',
        reasons: Array.from(
          { length: 2 },
          () => 'the same alertname in the same namespace, and nothing else is known of it',
        ),
      },
    ],
    [
      [inShop('PVCAlmostFull', { persistentvolumeclaim: 'files' })],
      {
        kind: 'claim',
        name: 'PersistentVolumeClaim/shop/files',
        reasons: ['it is about PersistentVolumeClaim/shop/files'],
      },
    ],
    [
      [episode(0, 'NodeClockSkew', { node: 'n1' })],
      {
        kind: 'alert',
        name: 'NodeClockSkew of Node/n1',
        reasons: ['what it complains of has nothing to do with an outage'],
      },
    ],
    [
      ['n1', 'n2', 'n3'].map((node) => episode(0, 'NodeClockSkew', { node })),
      {
        kind: 'pattern',
        name: 'NodeClockSkew',
        reasons: Array.from({ length: 3 }, () => '3 things began to complain of the same in the same time'),
      },
    ],
  ])('%#', (some, expected) => {
    expect(causes(some, threeNodes)).toEqual([expected]);
  });

  it('in a line, however long names are', () => {
    const deployment = 'a'.repeat(253);
    const [one] = causes([inShop('KubeDeploymentReplicasMismatch', { deployment })]);
    expect(one?.reasons.map(({ length }) => length)).toEqual([159]);
  });
});

it('fifteen alerts of one pattern, of which nothing is known, are one cause, and those of another namespace are not', () => {
  const some = Array.from({ length: 15 }, (_, i) => ({ ...inShop('Odd', { thing: `${i}` }), id: `${i}` }));
  expect(causes(some).map(({ reasons }) => reasons.length)).toEqual([15]);
  const elsewhere = { ...episode(10, 'Odd', { namespace: 'web', thing: '1' }), id: 'elsewhere' };
  expect(causes([...some, elsewhere]).map(({ reasons }) => reasons.length)).toEqual([15, 1]);
});
