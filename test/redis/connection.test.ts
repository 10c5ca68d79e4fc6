import { expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import type { RedisClient } from '../../src/redis/client.ts';
import { connect, whenReady } from '../../src/redis/connection.ts';
import { startRedis } from '../../src/redis/server/start-redis.ts';
import { eventually } from '../support/eventually.ts';

const args = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];

/** A server of its own, and a connection to it alone, both gone with the stack. */
async function start(stack: AsyncDisposableStack, more: readonly string[]) {
  const server = await startRedis({ say: () => undefined, args: more });
  stack.defer(() => server.stop());
  return { server, redis: open(stack, { REDIS_URL: server.url }) };
}

function open(stack: AsyncDisposableStack, env: Record<string, string>): RedisClient {
  return stack.adopt(connect(loadConfig({ env }), 'answering', silentLog()), (redis) => redis.disconnect());
}

it('a cluster is ready once each of its masters can be asked many things at once', async () => {
  await using stack = new AsyncDisposableStack();
  const nodes = [await start(stack, args), await start(stack, args)];
  for (const [i, { redis }] of nodes.entries()) {
    await whenReady(redis, 10_000);
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', 8192 * i, 8192 * i + 8191);
    await redis.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]?.server.port ?? 0);
  }
  await eventually(async () => {
    const infos = await Promise.all(nodes.map(({ redis }) => redis.call('CLUSTER', 'INFO')));
    for (const info of infos) expect(info).toMatch(/cluster_state:ok[^]*cluster_known_nodes:2/);
  });

  const cluster = open(stack, { REDIS_URL: nodes[0]?.server.url ?? '', STORMFOLD_REDIS_MODE: 'cluster' });
  await whenReady(cluster, 10_000);
  const answers = Array.from({ length: 20 }, (_, i) => cluster.set(`{${i}}`, i));
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['OK']));
});

it('no cluster: it is said so', async () => {
  await using stack = new AsyncDisposableStack();
  const { server } = await start(stack, []);
  const cluster = open(stack, { REDIS_URL: server.url, STORMFOLD_REDIS_MODE: 'cluster' });
  await expect(whenReady(cluster, 500)).rejects.toThrow('ERR This instance has cluster support disabled');
});
