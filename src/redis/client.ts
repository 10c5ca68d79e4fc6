import { type Cluster, Redis } from 'ioredis';

/** A connection to Redis, however it is reached. With sentinels it is one to the master of the moment. */
export type RedisClient = Redis | Cluster;

/** The servers that hold the keys: of a cluster each of its masters, else the one there is. */
export function mastersOf(redis: RedisClient): readonly Redis[] {
  return redis instanceof Redis ? [redis] : redis.nodes('master');
}
