import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { arriveCalls } from '../../src/redis/arrive.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import { StormStore } from '../../src/redis/storm-store.ts';
import { entry, folded, noon, plainTerms, shop, storeSettings } from '../support/store.ts';

/** One master that owns every slot: it refuses what crosses slots, and keys that a script did not declare. */
describe('on a Redis in cluster mode', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis({ say: () => undefined, args: ['--cluster-enabled', 'yes'] });
    redis = new Redis(server.url);
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await redis.ping();
  }, 60_000);
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('every script runs on the keys that it declares, all in one slot', async () => {
    const keys = keysFor('cluster');
    const clock = { time: noon, now: () => clock.time };
    const store = new StormStore(redis, keys, { ...storeSettings, partitions: 1 }, clock);
    const entries = [entry('api-1'), entry('api-1'), entry('api-2', { status: 'resolved', endsAt: noon })];
    const jobs = ['a.0.3', 'b.0.3'].map((id) => ({ id, data: { alerts: entries } }));
    const rejected = [{ index: 0, reason: 'odd', raw: '{}' }];
    const call = arriveCalls(keys, clock)({ partition: 0, received: 7, excluded: 0, jobs, rejected }, 'r');
    await redis.eval(call.text, call.keys.length, ...call.keys, ...call.args);
    const request = {
      jobId: 'a.0.3',
      requestId: 'r',
      pattern: shop,
      truncated: true,
      entries,
      terms: plainTerms,
      acks: ['x.0.1'],
    };
    const { storm } = folded(await store.fold(request));
    clock.time = noon + plainTerms.windowMs;

    expect(storm?.opened).toBe(true);
    expect(await store.discardPending(0, 'b.0.3', 3)).toBe(true);
    expect((await store.seal(storm?.id ?? '')).kind).toBe('sealed');
    expect((await store.settle(storm?.id ?? '', 'failed', 'x')).kind).toBe('settled');
    expect((await store.settle(storm?.id ?? '', 'submitted', 'x')).kind).toBe('settled');
  });
});
