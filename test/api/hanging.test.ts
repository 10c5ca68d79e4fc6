import { expect, test } from 'vitest';

import { startRedis } from '../../src/redis/server/start-redis.ts';
import { openApi } from './support.ts';

test('a Redis that hangs is away: 503, and not a fault of ours', async () => {
  const server = await startRedis({ say: () => undefined });
  try {
    await using bench = await openApi({ redisUrl: server.url });
    // Ten seconds, as it is, would be long for a test.
    Object.assign(bench.instance.redis.options, { commandTimeout: 300 });
    await server.kill('SIGSTOP');
    const { status, headers, body } = await bench.get('/api/v1/totals');
    await server.kill('SIGCONT');
    expect([status, headers.get('retry-after'), body]).toEqual([
      503,
      '5',
      expect.objectContaining({ type: 'urn:stormfold:problem:redis-away' }),
    ]);
  } finally {
    await server.kill('SIGCONT');
    await server.stop();
  }
});

test('what goes wrong while Redis answers stays a fault of ours', async () => {
  await using bench = await openApi();
  const { redis } = bench.instance;
  bench.instance.counters.rejects = async () => redis.hget('{t}', 'x').then(() => JSON.parse('{') as never);
  const { status, body } = await bench.get('/api/v1/rejects');
  expect([status, body]).toMatchObject([500, { type: 'urn:stormfold:problem:internal' }]);
});
