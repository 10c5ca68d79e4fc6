import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { askOnDiskAfter, untilOnDisk } from '../../src/redis/on-disk.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis({ say: () => undefined });
});
afterAll(async () => {
  await server.stop();
});
// What one look has told is kept for its connection.
beforeEach(async () => {
  redis = new Redis(server.url);
  await redis.config('SET', 'appendonly', 'yes');
  await redis.config('SET', 'appendfsync', 'everysec');
});

afterEach(() => redis.disconnect());

async function now(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

describe('what Redis was told, with an append-only file that is synced every second', () => {
  it('is on its disk a second and a quarter later at the earliest', async () => {
    const left = await untilOnDisk(redis, 'any', await now());

    expect(left).toBeGreaterThan(250);
    expect(left).toBeLessThanOrEqual(1250);
    // The look before may have been 50 ms ago, and says no more than it knew.
    expect(await untilOnDisk(redis, 'any', (await now()) - 1300)).toBe(0);
  });

  it('is not waited for longer than that when the clock has stepped back since', async () => {
    expect(await untilOnDisk(redis, 'any', (await now()) + 3_600_000)).toBe(1250);
  });

  it('is asked for after a second and a quarter, and as long as one look may be old', async () => {
    expect(await askOnDiskAfter(redis, 'any')).toBe(1300);
  });

  it('is looked at once for all that ask at the same time, each of which gets its own answer', async () => {
    const at = await now();
    const looks = vi.spyOn(redis, 'eval');
    const [old, young] = await Promise.all([
      untilOnDisk(redis, 'any', at - 60_000),
      untilOnDisk(redis, 'any', at + 1250),
    ]);

    expect([old, young]).toEqual([0, 1250]);
    expect(looks).toHaveBeenCalledTimes(1);
  });

  it('is looked at again when the look failed', async () => {
    const broken = vi.spyOn(redis, 'eval').mockRejectedValueOnce(new Error('gone'));
    await expect(untilOnDisk(redis, 'any', 0)).rejects.toThrow('gone');
    broken.mockRestore();

    expect(await untilOnDisk(redis, 'any', (await now()) - 60_000)).toBe(0);
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

    expect([await untilOnDisk(redis, 'any', await now()), await askOnDiskAfter(redis, 'any')]).toEqual([
      0, 0,
    ]);
  });
});
