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
