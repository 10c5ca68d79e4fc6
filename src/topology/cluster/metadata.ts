import { z } from 'zod';

import type { ResourceRef } from '../../alert/topology.ts';
import type { Interned } from './interned.ts';

const ownerReference = z.object({ kind: z.string(), name: z.string(), controller: z.boolean().optional() });

/** Of the metadata of any object, what is kept; all else is left behind in the parsing. */
export const metadata = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  ownerReferences: z.array(ownerReference).optional(),
});

type Metadata = z.infer<typeof metadata>;

export function refOf(kind: string, { namespace, name }: Metadata, interned: Interned): ResourceRef {
  // Not shared: each object has a name of its own, and would only push out what is.
  return { kind, ...(namespace !== undefined && { namespace: interned.text(namespace) }), name };
}

/** The controller; where none says to be it, the first owner. */
export function ownerOf(
  { namespace, ownerReferences = [] }: Metadata,
  interned: Interned,
): ResourceRef | undefined {
  const owner = ownerReferences.find(({ controller }) => controller) ?? ownerReferences[0];
  return owner && interned.ref(owner.kind, namespace, owner.name);
}
