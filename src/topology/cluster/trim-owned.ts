import { z } from 'zod';

import type { Fact } from '../fact.ts';
import type { Interned } from './interned.ts';
import { metadata, ownerOf, refOf } from './metadata.ts';

const owned = z.object({ metadata });

/** Of what stands between a pod and its workload, only to which it belongs. */
function trimOwned(kind: string, object: unknown, interned: Interned): Fact | undefined {
  const { data } = owned.safeParse(object);
  if (!data) return undefined;
  return { ref: refOf(kind, data.metadata, interned), owner: ownerOf(data.metadata, interned) };
}

export const trimReplicaSet = (object: unknown, interned: Interned) =>
  trimOwned('ReplicaSet', object, interned);
export const trimJob = (object: unknown, interned: Interned) => trimOwned('Job', object, interned);
