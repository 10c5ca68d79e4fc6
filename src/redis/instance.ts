import { ConfigError } from '../errors.ts';
import { stormStates } from '../storm/storm.ts';
import { type RedisClient, mastersOf } from './client.ts';
import type { Keys } from './keys.ts';

/**
 * Writes down how this instance is laid out, or holds the layout against what stands there. Throws a ConfigError when
 * the number of partitions was changed while alerts or storms are stored: they would no longer be found.
 */
export async function claimInstance(redis: RedisClient, keys: Keys, partitions: number): Promise<void> {
  await redis.hsetnx(keys.instance, 'partitions', partitions);
  const stored = Number(await redis.hget(keys.instance, 'partitions'));
  if (stored === partitions) return;
  if (await isEmpty(redis, keys, stored)) {
    await redis.hset(keys.instance, 'partitions', partitions);
    return;
  }
  throw new ConfigError(
    `partitions is ${partitions}, but this Redis holds alerts or storms in ${stored} partitions`,
    { advice: `Set STORMFOLD_PARTITIONS=${stored}, or another STORMFOLD_PREFIX.` },
  );
}

async function isEmpty(redis: RedisClient, keys: Keys, partitions: number): Promise<boolean> {
  const places = Array.from({ length: partitions }, (_, i) => keys.partition(i));
  const used = places.flatMap((p) => [p.pending, ...stormStates.map((state) => p.storms(state))]);
  // One by one: on a cluster no command may name keys of two partitions.
  const found = await Promise.all(used.map((key) => redis.exists(key)));
  if (found.some((n) => n > 0)) return false;
  return !(await remembersEpisodes(redis, keys, partitions));
}

// In other partitions nobody would find them, and each repeat would count as new. Walks all keys, but only when the
// number was really changed.
async function remembersEpisodes(redis: RedisClient, keys: Keys, partitions: number): Promise<boolean> {
  for (const master of mastersOf(redis)) {
    for (let i = 0; i < partitions; i++) {
      for await (const found of master.scanStream({ match: keys.partition(i).episode('*'), count: 10_000 })) {
        if ((found as string[]).length > 0) return true;
      }
    }
  }
  return false;
}
