import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { firing, notification, pods } from '../intake/support.ts';
import { ServeProcess } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { Peek } from '../support/peek.ts';
import { redisEnv } from '../support/redis.ts';
import { postJson } from '../support/service-bench.ts';

let folder: string;
let env: Record<string, string>;
let peek: Peek;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  env = {
    ...{ ...redisEnv(), STORMFOLD_PREFIX: `test-${randomUUID()}` },
    ...{ STORMFOLD_SINK_DIRECTORY: join(folder, 'storms'), STORMFOLD_CONFIG: join(folder, 'stormfold.yaml') },
  };
  await write('window: 10m\n');
  peek = new Peek(await openInstance(loadConfig({ env }), silentLog(), 'answering'), folder);
});
afterEach(async () => {
  await peek.close();
  await rm(folder, { recursive: true });
});

const rule = 'rules: [{name: shop, match: namespace="shop", by: [namespace], window: 20m}]\n';

async function write(yaml: string): Promise<void> {
  await writeFile(join(folder, 'stormfold.yaml'), yaml);
}

const post = (url: string, alerts: readonly unknown[]) =>
  postJson(`${url}/webhooks/alertmanager`, notification(alerts));

/** Resolves once that many reloads came to this. */
async function until(service: ServeProcess, outcome: 'accepted' | 'rejected', count: number): Promise<void> {
  const msg = {
    accepted: 'configuration reloaded',
    rejected: 'configuration rejected, the rules stay as they were',
  }[outcome];
  await eventually(() => expect(service.lines.filter((line) => line['msg'] === msg)).toHaveLength(count));
}

async function configDetail(url: string): Promise<unknown> {
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(200);
  const { details } = (await response.json()) as { details: { config: unknown } };
  return details.config;
}

async function reloadMetrics(url: string): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split('\n').filter((line) => /^stormfold_config_(?!.*timestamp)/.test(line));
}

const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown;

async function openStorms() {
  await peek.folded();
  const storms = await peek.storms('open');
  const rows = storms.map(({ pattern, terms, alertCount, sealAt, openedAt }) => [
    ...[pattern.text, terms?.rule, terms?.windowMs, sealAt - openedAt, alertCount],
  ]);
  return rows.sort((a, b) => String(a[0]).localeCompare(String(b[0])));
}

it('puts new rules in force on SIGHUP; storms that are open keep their terms', async () => {
  await using service = new ServeProcess(env);
  const url = await service.url();
  expect(await configDetail(url)).toEqual({ reload: 'none', at });
  await post(url, pods(2));
  await peek.folded();
  await write(rule);
  service.signal('SIGHUP');
  await until(service, 'accepted', 1);
  // Two that were counted before, and three that are new.
  await post(url, [...pods(2), ...[7, 8, 9].map((i) => firing(`pod-${i}`))]);
  expect(await openStorms()).toEqual([
    ['KubePodCrashLooping in shop', 'default', 600_000, 600_000, 2],
    ['shop in shop', 'shop', 1_200_000, 1_200_000, 3],
  ]);
  const { received, opened, folded, repeated } = await peek.instance.counters.read();
  expect({ received, opened, folded, repeated }).toEqual({ received: 7, opened: 2, folded: 3, repeated: 2 });
  expect(await configDetail(url)).toEqual({ reload: 'accepted', at });
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);
});

it('keeps its rules when the file is broken, and says so until it is mended', async () => {
  await write(rule);
  await using service = new ServeProcess(env);
  const url = await service.url();
  await write('windw: 1m\nredisUrl: redis://:hush@/\n');
  service.signal('SIGHUP');
  await until(service, 'rejected', 1);
  const file = env['STORMFOLD_CONFIG'] ?? '';
  const firstFault = `${file}:1: unknown key \`windw\`; did you mean \`window\`?`;
  expect(await configDetail(url)).toEqual({ reload: 'rejected', at, faults: 2, firstFault });
  expect(await reloadMetrics(url)).toEqual([
    'stormfold_config_last_reload_successful 0',
    'stormfold_config_reloads_total{outcome="accepted"} 0',
    'stormfold_config_reloads_total{outcome="rejected"} 1',
  ]);
  expect(JSON.stringify(service.lines)).not.toContain('hush');
  await post(url, pods(3));
  expect(await openStorms()).toEqual([['shop in shop', 'shop', 1_200_000, 1_200_000, 3]]);
  await write(rule);
  service.signal('SIGHUP');
  await until(service, 'accepted', 1);
  expect((await reloadMetrics(url))[0]).toBe('stormfold_config_last_reload_successful 1');
});

it('reads a file that has changed without being told to', async () => {
  await using service = new ServeProcess(env);
  const url = await service.url();
  await write(`${rule}listen: 127.0.0.1:9\n`);
  await until(service, 'accepted', 1);
  // The variable is over the file: nothing needs a restart.
  expect(service.lines.filter(({ msg }) => msg === 'changed settings need a restart')).toEqual([]);
  await post(url, pods(1));
  expect(await openStorms()).toEqual([['shop in shop', 'shop', 1_200_000, 1_200_000, 1]]);
});

it.each(['intake', 'worker'])('as %s takes over a ConfigMap whose link is moved', async (role) => {
  for (const [version, yaml] of [
    ['..1', 'window: 10m\n'],
    ['..2', `memory: 48h\n${rule}`],
  ] as const) {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'mounted.yaml'), yaml);
  }
  await symlink('..1', join(folder, '..data'));
  await symlink('..data/mounted.yaml', join(folder, 'mounted.yaml'));
  const mounted = { ...env, STORMFOLD_CONFIG: join(folder, 'mounted.yaml') };
  await using service = new ServeProcess(mounted, ['--role', role]);
  const url = await service.url();
  await symlink('..2', join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  await until(service, 'accepted', 1);
  expect(await service.logged('configuration reloaded')).toMatchObject({ trigger: 'file' });
  expect(await service.logged('changed settings need a restart')).toMatchObject({ settings: ['memory'] });
  expect(await configDetail(url)).toEqual({ reload: 'accepted', at });
  const stored = await peek.instance.redis.hget(peek.instance.keys.instance, 'patternsAt');
  // Only who takes alerts decides by what they belong together.
  expect(stored === null).toBe(role === 'worker');
});

it('survives a SIGHUP without a file', async () => {
  const { STORMFOLD_CONFIG: _, ...without } = env;
  await using service = new ServeProcess(without);
  await service.url();
  service.signal('SIGHUP');
  await until(service, 'accepted', 1);
  expect(await service.logged('there is no configuration file, so nothing new to read')).toBeDefined();
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);
});
