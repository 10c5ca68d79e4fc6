import { Redis } from 'ioredis';

import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/**
 * Resolves once every server answers that this instance needs: of a cluster each master that holds a partition, or what
 * belongs to none. Rejects when one of them is away: a notification may bring alerts of any partition.
 */
export async function reach(redis: RedisClient, keys: Keys, partitions: number): Promise<void> {
  if (redis instanceof Redis) {
    await redis.ping();
    return;
  }
  const places = Array.from({ length: partitions }, (_, i) => keys.partition(i).counters);
  await Promise.all([keys.instance, ...places].map((key) => redis.exists(key)));
}
