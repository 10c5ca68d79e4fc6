import type { RedisKind } from '../harness/world.ts';
import { apiFaults } from './api.ts';
import { clusterFaults } from './cluster.ts';
import { diskFaults, mayMount } from './disk.ts';
import type { FaultKind } from './kind.ts';
import { operatorFaults } from './operator.ts';
import { divisionFaults, processFaults } from './processes.ts';
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
 * that this machine does not have is missing. Only with correlation is anything divided.
 */
export function faultKinds(redis: RedisKind, correlate = false): FaultKinds {
  const own = redis === 'cluster' ? clusterFaults : [];
  const division = correlate ? divisionFaults : [];
  const kinds = [...own, ...division, ...processFaults, ...redisFaults, ...apiFaults, ...operatorFaults];
  if (mayMount()) return { kinds: [...kinds, ...diskFaults], own, missing: [] };
  const missing = diskFaults.map(({ name }) => `${name}: needs the right to mount a file system`);
  return { kinds, own, missing };
}
