import { type Cluster, Command, Redis } from 'ioredis';

/** A connection to Redis, however it is reached. With sentinels it is one to the master of the moment. */
export type RedisClient = Redis | Cluster;

/** The servers that hold the keys: of a cluster each of its masters, else the one there is. */
export function mastersOf(redis: RedisClient): readonly Redis[] {
  return redis instanceof Redis ? [redis] : redis.nodes('master');
}

/** The address of the master that holds a key, as far as is known here; undefined where nobody is known to. */
export function masterOf(redis: Cluster, key: string): string | undefined {
  const slot = new Command('exists', [key]).getSlot();
  return slot === null ? undefined : redis.slots[slot]?.[0];
}

export function addressOf({ options: { host, port } }: Redis): string {
  return `${host}:${port}`;
}

/** Calls back whenever a server has gone: what it was told last may be undone. */
export function onServerLost(redis: RedisClient, lost: () => void): void {
  redis.on('close', lost);
  // Of one that stays ready with its other masters.
  if (!(redis instanceof Redis)) redis.on('-node', lost);
}

/** Calls back whenever a server is there again, or is a new one. */
export function onServerBack(redis: RedisClient, back: () => void): void {
  redis.on('ready', back);
  if (!(redis instanceof Redis)) redis.on('+node', back);
}
