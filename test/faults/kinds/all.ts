import type { RedisKind } from '../harness/world.ts';
import { apiFaults } from './api.ts';
import { clusterFaults } from './cluster.ts';
import { diskFaults, mayMount } from './disk.ts';
import type { FaultKind } from './kind.ts';
import { operatorFaults } from './operator.ts';
import { processFaults } from './processes.ts';
import { redisFaults } from './redis.ts';

export interface FaultKinds {
  readonly kinds: readonly FaultKind[];
  /** Of these kinds every run gets one besides. */
  readonly own: readonly FaultKind[];
  /** What can't be had, with the reason. */
  readonly missing: readonly string[];
}

/**
 * Every kind of fault. Each of one Redis is one of a cluster too, where it strikes all masters; what needs something
 * that this machine does not have is missing.
 */
export function faultKinds(redis: RedisKind): FaultKinds {
  const own = redis === 'cluster' ? clusterFaults : [];
  const kinds = [...own, ...processFaults, ...redisFaults, ...apiFaults, ...operatorFaults];
  if (mayMount()) return { kinds: [...kinds, ...diskFaults], own, missing: [] };
  const missing = diskFaults.map(({ name }) => `${name}: needs the right to mount a file system`);
  return { kinds, own, missing };
}
