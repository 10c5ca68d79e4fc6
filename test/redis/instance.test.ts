import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ConfigError } from '../../src/errors.ts';
import { durabilityRisks } from '../../src/redis/durability.ts';
import { claimInstance } from '../../src/redis/instance.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { StoreBench, entry } from '../support/store.ts';

describe('the number of partitions', () => {
  it('can be changed while nothing is stored', async () => {
    await using bench = new StoreBench();
    await claimInstance(bench.redis, bench.keys, 4);
    await claimInstance(bench.redis, bench.keys, 8);

    await expect(claimInstance(bench.redis, bench.keys, 8)).resolves.toBeUndefined();
  });

  it('is refused when alerts or storms are stored under another, with what to do', async () => {
    await using bench = new StoreBench();
    await claimInstance(bench.redis, bench.keys, 4);
    await bench.fold([entry('api-1')]);
    const refused = claimInstance(bench.redis, bench.keys, 8).catch((error: unknown) => error);

    expect(await refused).toBeInstanceOf(ConfigError);
    expect(await refused).toMatchObject({
      message: 'partitions is 8, but this Redis holds alerts or storms in 4 partitions',
      advice: 'Set STORMFOLD_PARTITIONS=4, or another STORMFOLD_PREFIX.',
    });
  });
});

describe('episodes that are remembered', () => {
  it('keep the number of partitions as it is: under another nobody would find them', async () => {
    await using bench = new StoreBench();
    await claimInstance(bench.redis, bench.keys, 4);
    const { storm } = await bench.fold([entry('api-1')]);
    await bench.store.seal(storm?.id ?? '', true);
    await bench.store.settle(storm?.id ?? '', 'submitted', 'x');
    const indexes = await bench.redis.keys(`{${bench.prefix}*:storms:submitted`);
    await bench.redis.unlink(...indexes);

    await expect(claimInstance(bench.redis, bench.keys, 8)).rejects.toThrow('in 4 partitions');
  });
});

describe('the risks of a Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis({ say: () => undefined });
    redis = new Redis(server.url);
  }, 60_000);
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('are none where nothing is evicted and all is written to a file', async () => {
    expect(await durabilityRisks(redis)).toEqual([]);
  });

  it('are named each with what to do about it', async () => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.config('SET', 'appendonly', 'no');
    const risks = await durabilityRisks(redis);

    expect(risks.map(({ setting, advice }) => [setting, advice])).toEqual([
      ['maxmemory-policy', 'CONFIG SET maxmemory-policy noeviction'],
      ['appendonly', 'CONFIG SET appendonly yes, and appendfsync always for no loss at all'],
    ]);
  });

  it('are said to be unknown where the settings can not be read', async () => {
    const away = new Redis(server.url, { lazyConnect: true, enableOfflineQueue: false });
    const [risk] = await durabilityRisks(away);
    away.disconnect();

    expect(risk?.setting).toBe('CONFIG GET');
  });
});
