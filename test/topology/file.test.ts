import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

import { ConfigError } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { FileTopology } from '../../src/topology/file/file-topology.ts';
import { readTopologyFile } from '../../src/topology/file/read.ts';

const namespace = 'shop';
const ref = (kind: string, name: string) => ({ kind, namespace, name });
const api = { kind: 'Deployment', name: 'api' };
const told = {
  nodes: [{ name: 'pool-1', internalIP: '10.0.0.1', zone: 'zone-b' }],
  pods: [
    {
      ...{ namespace, name: 'api-7d9-a', node: 'pool-1', podIP: '10.1.0.1', pvcs: [], createdAtMs: null },
      ...{ owners: [{ kind: 'ReplicaSet', name: 'api-7d9' }, api], deletedAtMs: null },
    },
    {
      namespace,
      name: 'db-0',
      node: 'pool-1',
      owners: [{ kind: 'StatefulSet', name: 'db' }],
      pvcs: ['data-db-0'],
    },
    {
      namespace,
      name: 'agent-x',
      node: 'pool-1',
      owners: [{ kind: 'DaemonSet', name: 'agent' }],
      podIP: '10.0.0.1',
    },
    { namespace, name: 'nightly-1-x', node: null, owners: [{ kind: 'Job', name: 'nightly-1' }] },
  ],
  pvcs: [{ namespace, name: 'data-db-0', volumeName: 'pv-1', usedBy: ['db-0'] }],
  workloads: [{ kind: 'Deployment', namespace, name: 'api' }],
  hpas: [{ namespace, name: 'api', scaleTargetRef: api }],
  pdbs: [{ namespace, name: 'api', selects: api }],
  services: [
    { namespace, name: 'api', selects: api },
    { namespace, name: 'outside', selects: null },
  ],
  jobs: [{ namespace, name: 'nightly-1', owners: [{ kind: 'CronJob', name: 'nightly' }] }],
};

function opened(content: unknown, name = 'topology.json') {
  const stack = new DisposableStack();
  const folder = stack.use(mkdtempDisposableSync(join(tmpdir(), 'stormfold-topology-')));
  const file = join(folder.path, name);
  const write = (text: string) => writeFileSync(file, text);
  write(typeof content === 'string' ? content : JSON.stringify(content));
  const metrics = new Metrics();
  const open = () => {
    const live = new FileTopology(
      ...([
        file,
        { maxObjects: 1000, goneForMs: 0 },
        { log: silentLog(), metrics: metrics.topology },
      ] as const),
    );
    stack.defer(() => void live.close());
    return live;
  };
  return { file, write, metrics, open, [Symbol.dispose]: () => stack.dispose() };
}

const formats: readonly (readonly [string, string])[] = [
  ['JSON', JSON.stringify(told)],
  ['YAML', stringify(told)],
  ['YAML that begins like JSON', stringify(told, { collectionStyle: 'flow' })],
];

describe('a topology in a file', () => {
  it.each(formats)('in %s tells the same as a cluster would', (_, text) => {
    using bench = opened(text);
    const { topology, state } = bench.open();
    const around = (kind: string, name: string) => topology.surroundingsOf(ref(kind, name));
    expect(around('Pod', 'api-7d9-a')).toEqual({
      ...{ owners: [ref('ReplicaSet', 'api-7d9'), ref('Deployment', 'api')], claims: [] },
      ...{ node: 'pool-1', zone: 'zone-b' },
    });
    expect(around('ReplicaSet', 'api-7d9')?.owners).toEqual([ref('Deployment', 'api')]);
    expect(around('Deployment', 'api')).toEqual({ owners: [], claims: [] });
    expect(around('Pod', 'nightly-1-x')?.owners.map(({ name }) => name)).toEqual(['nightly-1', 'nightly']);
    for (const kind of ['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'Service'])
      expect(around(kind, 'api')?.owners).toEqual([ref('Deployment', 'api')]);
    expect(around('Service', 'outside')).toEqual({ owners: [], claims: [] });
    const claim = ref('PersistentVolumeClaim', 'data-db-0');
    expect(topology.usersOf(claim)).toEqual([ref('Pod', 'db-0')]);
    expect(topology.surroundingsOf({ kind: 'PersistentVolume', name: 'pv-1' })?.claims).toEqual([claim]);
    expect(topology.nodeByAddress('10.0.0.1')).toBe('pool-1');
    expect([topology.podByAddress('10.1.0.1')?.name, topology.podByAddress('10.0.0.1')]).toEqual([
      ...['api-7d9-a', undefined],
    ]);
    expect(state).toEqual({ source: 'file', synced: true });
  });

  it('has of two pods with one name, or one address, the later one', () => {
    const pods = [
      { namespace, name: 'db-0', node: 'new', podIP: '10.1.0.2', createdAtMs: 2000 },
      { namespace, name: 'db-0', node: 'old', podIP: '10.1.0.1', createdAtMs: 1000, deletedAtMs: 1500 },
      { namespace, name: 'gone', podIP: '10.1.0.2', createdAtMs: 3000, deletedAtMs: 3500 },
    ];
    using bench = opened({ pods });
    const { topology } = bench.open();
    expect(topology.surroundingsOf(ref('Pod', 'db-0'))?.node).toBe('new');
    expect(topology.podByAddress('10.1.0.2')?.name).toBe('db-0');
    expect(topology.surroundingsOf(ref('Pod', 'gone'))).toEqual({ owners: [], claims: [] });
  });

  it('takes the owners of a job from its pods where it says none itself', () => {
    const owners = [
      { kind: 'Job', name: 'nightly-1' },
      { kind: 'CronJob', name: 'nightly' },
    ];
    const jobs = [{ namespace, name: 'nightly-1' }];
    using bench = opened({ pods: [{ namespace, name: 'nightly-1-x', owners }], jobs });
    const { topology } = bench.open();
    expect(topology.surroundingsOf(ref('Job', 'nightly-1'))?.owners).toEqual([ref('CronJob', 'nightly')]);
    expect(topology.surroundingsOf(ref('Pod', 'nightly-1-x'))?.owners).toHaveLength(2);
  });

  it.each([
    ['{}', 0],
    ['{"pods": null, "nodes": []}', 0],
    ['{"pods": [{"namespace": "shop", "name": "a", "owners": null, "pvcs": null, "podIP": null}]}', 1],
  ])('may say nothing: %s', (text, count) => {
    using bench = opened(text);
    expect(bench.open().topology.entries.size).toBe(count);
  });

  it.each([
    ['', ['Invalid input: expected object, received null']],
    ['[]', ['Invalid input: expected object, received array']],
    ['{"pods": [', ['is neither JSON nor YAML']],
    ['pods: {a: 1', ['is neither JSON nor YAML']],
    [
      '{"pods": [{"namespace": "shop", "name": "a"}, {"namespace": "", "name": 7}], "hpas": [{"namespace": "s", "name": "x"}]}',
      [
        'pods[1].namespace: Too small: expected string to have >=1 characters',
        'pods[1].name: Invalid input: expected string, received number',
        'hpas[0].scaleTargetRef: Invalid input: expected object, received undefined',
      ],
    ],
  ])('is refused with all that is wrong in it, and where: %s', (text, faults) => {
    using bench = opened(text);
    expect(faultsOf(bench.file)).toEqual(faults);
  });

  it('is refused where it is not there, and with twenty faults at most', () => {
    using bench = opened({ pods: Array.from({ length: 25 }, () => ({ namespace })) });
    expect(faultsOf(bench.file)).toHaveLength(21);
    expect(faultsOf(bench.file).at(-1)).toBe('and 5 more');
    expect(faultsOf(`${bench.file}-not`)).toEqual(["can't be read: ENOENT"]);
  });

  it('is read again when it changes; one with faults changes nothing', async () => {
    using bench = opened(told);
    const live = bench.open();
    const look = () => [live.look(), live.look()];
    bench.write(JSON.stringify({ nodes: [{ name: 'pool-2' }] }));
    look();
    expect([live.topology.nodeByAddress('pool-2'), live.topology.nodeByAddress('pool-1')]).toEqual([
      ...['pool-2', undefined],
    ]);
    bench.write('{"nodes": 7}');
    look();
    expect(live.topology.nodeByAddress('pool-2')).toBe('pool-2');
    expect(live.state).toEqual({
      ...{ source: 'file', synced: true },
      rejected: 'nodes: Invalid input: expected array, received number',
    });
    bench.write(JSON.stringify({ nodes: [{ name: 'pool-3' }] }));
    look();
    expect([live.topology.nodeByAddress('pool-3'), live.state]).toEqual([
      ...['pool-3', { source: 'file', synced: true }],
    ]);
    const objects = await bench.metrics.topology.objects.get();
    const byKind = objects.values.map(({ labels, value }) => [labels['kind'], value]);
    expect(Object.fromEntries(byKind)).toMatchObject({ Node: 1, Pod: 0 });
  });
});

function faultsOf(file: string): readonly string[] {
  try {
    readTopologyFile(file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}
