import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { inject } from 'vitest';

import { type RedisClient, mastersOf } from '../../src/redis/client.ts';

/** The settings that lead to the tests' Redis: of a cluster several servers are named. */
export function redisEnv(url = inject('redisUrl')): { REDIS_URL: string; STORMFOLD_REDIS_MODE?: string } {
  return { REDIS_URL: url, ...(url.includes(',') && { STORMFOLD_REDIS_MODE: 'cluster' }) };
}

/** Whether the tests' Redis is a cluster: what is about one server is skipped there, and says so. */
export function onCluster(): boolean {
  return inject('redisUrl').includes(',');
}

/** A connection to the tests' Redis, past the service's own settings. On a cluster, KEYS and UNLINK are of all masters. */
export function openRedis(url = inject('redisUrl'), options: RedisOptions = {}): RedisClient {
  if (!url.includes(',')) return new Redis(url, options);
  return wholeCluster(url.split(','), options);
}

/** All keys that fit, wherever they are. */
export async function keysLike(redis: RedisClient, pattern: string): Promise<string[]> {
  return (await Promise.all(mastersOf(redis).map((master) => master.keys(pattern)))).flat();
}

/** Removes all that an instance left. */
export async function removeAll(redis: RedisClient, prefix: string): Promise<void> {
  const keys = await keysLike(redis, `{${prefix}*`);
  await Promise.all(keys.map((key) => redis.unlink(key)));
}

// The same tests run on one Redis and on three masters.
function wholeCluster(urls: readonly string[], redisOptions: RedisOptions): Cluster {
  const cluster = new Cluster([...urls], { redisOptions });
  // What is asked for tells it.
  cluster.on('error', () => undefined);
  const unlink = cluster.unlink.bind(cluster) as (key: string) => Promise<number>;
  return Object.assign(cluster, {
    keys: async (pattern: string) => {
      // The masters are known once something was asked.
      await cluster.exists(pattern);
      return keysLike(cluster, pattern);
    },
    unlink: async (...keys: string[]) =>
      (await Promise.all(keys.map((key) => unlink(key)))).reduce((sum, removed) => sum + removed, 0),
  }) as Cluster;
}
