import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { startRedis } from '../../src/redis/server/start-redis.ts';
import { notification, pods } from '../intake/support.ts';
import { ServeProcess } from '../support/cli.ts';

const away = 'redis is away, not ready until it answers';

it.each(['all', 'intake', 'worker'])(
  'as %s is alive and not ready while Redis is away, and begins once it is there',
  async (role) => {
    const port = await freePort();
    await using service = new ServeProcess({ REDIS_URL: `redis://127.0.0.1:${port}` }, ['--role', role]);
    const url = await service.url('starting');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const later = await fetch(`${url}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(notification(pods(1))),
    });
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('stormfold_redis_up 0');
    await service.logged(away);
    const redis = await startRedis({ port, say: () => {} });
    try {
      expect(await service.url()).toBe(url);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      service.signal('SIGTERM');
      expect(await service.exit).toBe(0);
    } finally {
      await redis.stop();
    }
  },
);

it('ends at once, and clean, when it is told to while it waits for Redis', async () => {
  await using service = new ServeProcess({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  await service.url('starting');
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(await service.logged('stopped')).toMatchObject({ clean: true });
});

it('remembers a SIGHUP, and takes the new rules over once Redis is there', async () => {
  const port = await freePort();
  await using file = await configFile('window: 10m\n');
  const env = { REDIS_URL: `redis://127.0.0.1:${port}`, STORMFOLD_CONFIG: file.path };
  await using service = new ServeProcess(env);
  await service.logged(away);
  await writeFile(file.path, 'window: 20m\n');
  service.signal('SIGHUP');
  const redis = await startRedis({ port, say: () => {} });
  try {
    const url = await service.url();
    await service.logged('configuration reloaded');
    expect(await reloadOf(url)).toEqual({ reload: 'accepted', at: expect.any(String) as unknown });
  } finally {
    await redis.stop();
  }
});

it('rejects a reload while Redis is away, and makes up for it once it is back', async () => {
  const port = await freePort();
  await using file = await configFile('window: 10m\n');
  const env = { REDIS_URL: `redis://127.0.0.1:${port}`, STORMFOLD_CONFIG: file.path };
  const first = await startRedis({ port, say: () => {} });
  await using service = new ServeProcess(env);
  const url = await service.url();
  await first.stop();
  await service.logged('redis connection error');
  await writeFile(file.path, 'by: [cluster]\n');
  service.signal('SIGHUP');
  const rejected = await service.logged('configuration rejected, the rules stay as they were');
  expect(rejected['faults']).toEqual([
    expect.stringMatching(/^the rules can't be put in force, which is tried again: ./),
  ]);
  const second = await startRedis({ port, say: () => {} });
  try {
    expect(await service.logged('configuration reloaded')).toMatchObject({ trigger: 'again' });
    expect(await reloadOf(url)).toMatchObject({ reload: 'accepted' });
  } finally {
    await second.stop();
  }
});

async function reloadOf(url: string): Promise<unknown> {
  const { details } = (await (await fetch(`${url}/readyz`)).json()) as { details: { config: unknown } };
  return details.config;
}

async function configFile(yaml: string) {
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  const path = join(folder, 'stormfold.yaml');
  await writeFile(path, yaml);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

it('says what in its Redis puts alerts at risk', async () => {
  const redis = await startRedis({ say: () => {}, args: ['--appendonly', 'no'] });
  await using service = new ServeProcess({ REDIS_URL: redis.url });
  try {
    expect(await service.logged('redis setting puts alerts at risk')).toMatchObject({
      ...{ level: 'warn', setting: 'appendonly', risk: expect.stringContaining('loses alerts') },
      advice: expect.stringContaining('CONFIG SET appendonly yes'),
    });
  } finally {
    await redis.stop();
  }
});
