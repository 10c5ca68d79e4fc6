import { RedisCluster } from '../../test/support/redis-cluster.ts';
import type { TestRedis } from './testcontainers.ts';

/** Three masters of a Redis Cluster: the same tests are to pass on them that pass on one Redis. */
export async function startCluster(): Promise<TestRedis> {
  const cluster = await RedisCluster.start();
  return {
    url: cluster.url,
    how: `${cluster.masters[0]?.how ?? 'Redis'}, a cluster of three masters`,
    stop: () => cluster[Symbol.asyncDispose](),
  };
}
