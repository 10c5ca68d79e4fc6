import { apiFaults } from './api.ts';
import { diskFaults, mayMount } from './disk.ts';
import type { FaultKind } from './kind.ts';
import { operatorFaults } from './operator.ts';
import { processFaults } from './processes.ts';
import { redisFaults } from './redis.ts';

/** Every kind of fault, and those that can't be had on this machine, with what they need. */
export function faultKinds(): { readonly kinds: readonly FaultKind[]; readonly missing: readonly string[] } {
  const kinds = [...processFaults, ...redisFaults, ...apiFaults, ...operatorFaults];
  if (mayMount()) return { kinds: [...kinds, ...diskFaults], missing: [] };
  return { kinds, missing: diskFaults.map(({ name }) => `${name}: needs the right to mount a file system`) };
}
