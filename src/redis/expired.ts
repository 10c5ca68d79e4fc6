import { partitionOf } from '../storm/pattern.ts';
import { type Storm, patternHashOf } from '../storm/storm.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/** Which alerts of a storm, by their ordinals, have ended only because they were not sent again by when they had said. */
export async function expiredIn(
  {
    redis,
    keys,
    partitions,
  }: { readonly redis: RedisClient; readonly keys: Keys; readonly partitions: number },
  { id, state, sealAt, sealedAt = sealAt, expiredCount }: Storm,
): Promise<ReadonlySet<number>> {
  if (!expiredCount) return new Set();
  const hash = patternHashOf(id);
  const places = keys.partition(partitionOf(hash, partitions));
  const { expires } = state === 'open' ? places.open(hash) : places.storm(id);
  const ordinals = await redis.zrangebyscore(expires, '-inf', Math.min(sealAt, sealedAt));
  return new Set(ordinals.map(Number));
}
