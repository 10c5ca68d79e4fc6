import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { ServeProcess, stormfold } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { redisEnv, removeAll } from '../support/redis.ts';
import { status } from '../support/scripted-api.ts';
import { Scrape } from '../support/scrape.ts';
import { FakeCluster } from '../topology/fake-cluster.ts';
import { paths, pod } from '../topology/followed.ts';

let folder: string;
let env: Record<string, string>;
let instance: Instance;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  env = {
    ...{ ...redisEnv(), STORMFOLD_PREFIX: `test-${randomUUID()}`, KUBECONFIG: join(folder, 'kubeconfig') },
    ...{ STORMFOLD_SINK_DIRECTORY: join(folder, 'storms'), HOME: folder, STORMFOLD_LISTEN: '127.0.0.1:0' },
  };
  instance = await openInstance(loadConfig({ env }), silentLog(), 'answering');
});
afterEach(async () => {
  await removeAll(instance.redis, instance.config.prefix);
  await instance.close();
  await rm(folder, { recursive: true });
});

async function topologyDetail(url: string): Promise<unknown> {
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { details: { topology?: unknown } }).details.topology;
}

async function fileWith(text: string): Promise<string> {
  const file = join(folder, 'topology.json');
  await writeFile(file, text);
  return file;
}

it('a worker follows its cluster, says how that stands, and lets go of it when it stops', async () => {
  await using cluster = await FakeCluster.start();
  await writeFile(join(folder, 'kubeconfig'), cluster.kubeConfig.exportConfig());
  cluster.has(paths.pods, pod('a'), pod('b'));
  cluster.always(paths.nodes, status(403));
  await using service = new ServeProcess({ ...env, STORMFOLD_TOPOLOGY: 'kubernetes' }, ['--role', 'worker']);
  const url = await service.url();
  const kinds = { Node: 'forbidden', ReplicaSet: 'synced', Job: 'synced', Pod: 'synced', Service: 'synced' };
  await eventually(async () =>
    expect(await topologyDetail(url)).toMatchObject({ source: 'kubernetes', synced: true, kinds }),
  );
  expect((await Scrape.of(url)).by('stormfold_topology_objects', 'kind')).toMatchObject({ Pod: 2, Node: 0 });
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(service.lines.filter(({ msg }) => /stop step/.test(String(msg)))).toEqual([]);
});

it('a worker whose cluster is away folds and is ready all the same', async () => {
  const cluster = await FakeCluster.start();
  await writeFile(join(folder, 'kubeconfig'), cluster.kubeConfig.exportConfig());
  await cluster[Symbol.asyncDispose]();
  await using service = new ServeProcess({ ...env, STORMFOLD_TOPOLOGY: 'kubernetes' });
  const url = await service.url();
  await eventually(async () =>
    expect(await topologyDetail(url)).toMatchObject({ synced: false, kinds: { Pod: 'away' } }),
  );
});

it('a worker reads the file, an intake does not: it need not have it', async () => {
  const file = await fileWith('{"nodes": [{"name": "pool-1"}]}');
  await using worker = new ServeProcess({ ...env, STORMFOLD_TOPOLOGY: file }, ['--role', 'worker']);
  expect(await topologyDetail(await worker.url())).toEqual({ source: 'file', synced: true });
  const elsewhere = { ...env, STORMFOLD_TOPOLOGY: '/not/here/topology.json' };
  await using intake = new ServeProcess(elsewhere, ['--role', 'intake']);
  expect(await topologyDetail(await intake.url())).toBeUndefined();
});

it('a worker does not start with a file that has faults, and config check lists them', async () => {
  const file = await fileWith('{"nodes": [{"name": 7}]}');
  for (const args of [['serve'], ['config', 'check']]) {
    const { code, stdout, stderr } = await stormfold(args, { ...env, STORMFOLD_TOPOLOGY: file });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('nodes[0].name: Invalid input: expected string, received number');
  }
});

it('a worker does not start where no cluster is configured', async () => {
  const nowhere = { ...env, STORMFOLD_TOPOLOGY: 'kubernetes', KUBECONFIG: '' };
  const { code, stderr } = await stormfold(['serve'], nowhere);
  expect([code, stderr]).toEqual([1, expect.stringContaining('the topology finds no cluster')]);
});
