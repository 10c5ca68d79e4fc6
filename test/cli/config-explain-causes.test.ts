import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { firing, notification } from '../intake/support.ts';
import { shown, steady } from '../support/cli.ts';
import { status } from '../support/scripted-api.ts';
import { FakeCluster } from '../topology/fake-cluster.ts';
import { paths, pod } from '../topology/followed.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  env = { REDIS_URL: 'redis://127.0.0.1:1', KUBECONFIG: join(folder, 'kubeconfig'), HOME: folder };
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

// A node that is down; a pod that is not ready, of which no label says that it ran there; and a node by its address.
const nodeDown = firing('', { alertname: 'KubeNodeNotReady', node: 'pool-1', pod: '' });
const notReady = firing('api', { alertname: 'KubePodNotReady' });
const topology = { pods: [{ namespace: 'shop', name: 'api', node: 'pool-1' }] };

/** The lines about causes, under a configuration; the files have the places `T` and `C`. */
async function causeLines(yaml: string, ...args: readonly string[]): Promise<string[]> {
  const config = await file('c.yaml', yaml);
  const [one, two] = [
    await file('1.json', notification([nodeDown])),
    await file('2.json', notification([notReady])),
  ];
  const { stdout, stderr } = await shown(['config', 'explain', one, two, '--config', config, ...args], env);
  expect(stderr).toBe('');
  const lines = steady(stdout).trimEnd().split('\n');
  const start = lines.findIndex((line) => line.startsWith('Causes of'));
  return start < 0 ? [] : lines.slice(start).map((line) => line.replaceAll(folder, '.'));
}

const apart = 'Causes of everything: 2 alerts, 2 causes, 2 resources';
const together = 'Causes of everything: 2 alerts, 1 cause, 1 resource';
const head = 'CAUSE | KIND | BECOMES | ALERT | AFFECTED | REASON';
const asIf = (known: string) => `As if all stood in one window; ${known}.`;

describe('causes of all files', () => {
  it('are told by labels alone where nothing else is known, and said so', async () => {
    const lines = await causeLines('correlate: on');
    expect(lines.slice(0, 3)).toEqual([apart, asIf('by labels alone, because there is no topology'), head]);
    expect(lines).toHaveLength(5);
  });

  it("are told with the configuration's file, another, or none", async () => {
    const [t, u] = [await file('t.json', topology), await file('u.json', {})];
    const yaml = `correlate: on\ntopology: {source: ${t}}`;
    const lines = await causeLines(yaml);
    expect(lines).toEqual([
      ...[together, asIf('with the topology of ./t.json'), head],
      'node pool-1 | node | one resource | KubePodNotReady | Pod shop/api | its pod runs on node pool-1, which is down',
      ' | KubeNodeNotReady | Node pool-1 | it is about node pool-1 itself',
    ]);
    expect((await causeLines(yaml, '--topology', u)).slice(0, 2)).toEqual([
      ...[apart, asIf('with the topology of ./u.json')],
    ]);
    expect((await causeLines(yaml, '--topology', 'off')).slice(0, 2)).toEqual([
      ...[apart, asIf('by labels alone, because there is no topology')],
    ]);
    expect(await causeLines('correlate: on', '--topology', t)).toEqual(lines);
  });

  it('are told with a cluster only where somebody says so, and with what it lacks', async () => {
    await using cluster = await FakeCluster.start();
    await file('kubeconfig', cluster.kubeConfig.exportConfig());
    cluster.has(paths.pods, pod('api'));
    cluster.always(paths.nodes, status(403));
    const yaml = 'correlate: on\ntopology: {source: kubernetes}';
    expect((await causeLines(yaml)).slice(0, 2)).toEqual([
      ...[apart, asIf('by labels alone, because the cluster is only asked with --topology kubernetes')],
    ]);
    expect(cluster.requests).toEqual([]);
    expect((await causeLines(yaml, '--topology', 'kubernetes')).slice(0, 2)).toEqual([
      ...[together, asIf('with the topology of the cluster, without Node (forbidden)')],
    ]);
  });

  it('are there for programs', async () => {
    const [t, one] = [
      await file('t.json', topology),
      await file('1.json', notification([nodeDown, notReady])),
    ];
    const config = await file('c.yaml', 'correlate: on');
    const args = ['config', 'explain', one, one, '--config', config, '--topology', t, '--json'];
    const { stdout } = await shown(args, env);
    const cause = { number: 1, kind: 'node', name: 'node pool-1', alerts: 2, becomes: 'storm' };
    const correlated = { scope: 'everything', topology: t, cause, reason: expect.any(String) as unknown };
    expect(JSON.parse(stdout)).toMatchObject([0, 1, 0, 1].map((index) => ({ index, correlated })));
  });
});

it('does not read what no rule asks for, and says that it was given in vain', async () => {
  const one = await file('1.json', notification([nodeDown]));
  const args = ['config', 'explain', one, '--at', '2026-06-06T12:00:00Z'];
  const [plain, asked] = [await shown(args, env), await shown([...args, '--topology', './none.json'], env)];
  expect([asked.code, asked.stdout]).toEqual([0, plain.stdout]);
  expect([plain.stderr, asked.stderr]).toEqual([
    '',
    'No alert is correlated, so that --topology is of no effect.\n',
  ]);
});

it.each([
  [
    'kubernets',
    2,
    /^error: option '--topology <source>' argument 'kubernets' is invalid\. It is not off, kubernetes or the path of a file/,
  ],
  ['./none.json', 1, /^error: 1 fault in the topology \.\/none\.json:\n {2}can't be read: ENOENT\n/],
  ['kubernetes', 1, /^error: the kubeconfig cannot be read: ENOENT\n/],
])('ends where --topology is %s', async (source, wanted, said) => {
  const one = await file('1.json', notification([nodeDown]));
  const config = await file('c.yaml', 'correlate: on');
  const args = ['config', 'explain', one, '--config', config, '--topology', source];
  const { code, stdout, stderr } = await shown(args, env);
  expect([code, stdout]).toEqual([wanted, '']);
  expect(stderr).toMatch(said);
});
