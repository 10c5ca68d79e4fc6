import { Redis } from 'ioredis';

import { type RedisClient, addressOf, masterOf, mastersOf } from './client.ts';
import { keysFor } from './keys.ts';

/** Which partitions each master of a cluster holds. */
export interface Placement {
  /** Partitions by the master's address, in order; an idle master has none. */
  readonly masters: Readonly<Record<string, readonly number[]>>;
  /** Masters without a partition: they fold nothing. */
  readonly idle: readonly string[];
  /** The fewest partitions that would leave no master idle; undefined when there are enough, or none would do. */
  readonly partitionsToUse: number | undefined;
}

/** More partitions than this cost more connections than they bring. */
const mostPartitions = 64;

/** How the partitions are spread over the masters, as far as is known here; undefined where there is one Redis. */
export function placementOf(redis: RedisClient, prefix: string, partitions: number): Placement | undefined {
  if (redis instanceof Redis) return undefined;
  const keys = keysFor(prefix);
  const all = mastersOf(redis).map(addressOf).sort();
  const ownerOf = (partition: number) => masterOf(redis, keys.partition(partition).counters);
  return spread(all, ownerOf, partitions);
}

export function spread(
  masters: readonly string[],
  ownerOf: (partition: number) => string | undefined,
  partitions: number,
): Placement {
  const owners = Array.from({ length: Math.max(partitions, mostPartitions) }, (_, i) => ownerOf(i));
  const heldBy = (master: string) =>
    [...owners.slice(0, partitions).keys()].filter((i) => owners[i] === master);
  const idle = masters.filter((master) => heldBy(master).length === 0);
  // The place at which the last of them comes to its first.
  const enough = Math.max(...masters.map((master) => owners.indexOf(master) + 1 || Infinity));
  return {
    masters: Object.fromEntries(masters.map((master) => [master, heldBy(master)])),
    idle,
    partitionsToUse: idle.length > 0 && Number.isFinite(enough) ? enough : undefined,
  };
}
