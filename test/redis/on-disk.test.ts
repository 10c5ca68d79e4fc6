import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { untilOnDisk } from '../../src/redis/on-disk.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis({ say: () => undefined });
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.config('SET', 'appendonly', 'yes');
  await redis.config('SET', 'appendfsync', 'everysec');
});

async function now(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

describe('what Redis was told, with an append-only file that is synced every second', () => {
  it('is on its disk a second and a quarter later at the earliest', async () => {
    const left = await untilOnDisk(redis, 'any', await now());

    expect(left).toBeGreaterThan(250);
    expect(left).toBeLessThanOrEqual(1250);
    expect(await untilOnDisk(redis, 'any', (await now()) - 1250)).toBe(0);
  });

  it('is not waited for longer than that when the clock has stepped back since', async () => {
    expect(await untilOnDisk(redis, 'any', (await now()) + 3_600_000)).toBe(1250);
  });

  it('is waited for where nobody may read the setting', async () => {
    await redis.call('ACL', 'SETUSER', 'guest', 'on', '>secret', '~*', '+@all', '-config');
    const guest = new Redis(server.url, { username: 'guest', password: 'secret' });
    const left = await untilOnDisk(guest, 'any', (await now()) + 1000);
    guest.disconnect();

    expect(left).toBe(1250);
  });
});

describe('there is nothing to wait for', () => {
  it.each([
    ['when every command is synced before its answer', 'appendfsync', 'always'],
    ['when the operating system decides', 'appendfsync', 'no'],
    ['when there is no append-only file', 'appendonly', 'no'],
  ])('%s', async (_, name, value) => {
    await redis.config('SET', name, value);

    expect(await untilOnDisk(redis, 'any', await now())).toBe(0);
  });
});
