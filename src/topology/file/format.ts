import { z } from 'zod';

/** A namespaced object, or a reference to one in the same namespace. */
const named = z.object({ namespace: z.string().min(1), name: z.string().min(1) });
const target = z.object({ kind: z.string().min(1), name: z.string().min(1) });
const time = z.number().nullish();
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

/**
 * A topology as a file tells it; `topology.json` of a recording is one. Every list may be left out, and what is not named
 * here is not looked at. Times are milliseconds since 1970.
 */
export const topologyFile = z.object({
  nodes: listOf(
    z.object({
      name: z.string().min(1),
      internalIP: z.string().nullish(),
      /** More names and addresses that it is known by. */
      addresses: listOf(z.string()),
      zone: z.string().nullish(),
    }),
  ),
  pods: listOf(
    named.extend({
      node: z.string().nullish(),
      /** Nearest first. */
      owners: listOf(target),
      podIP: z.string().nullish(),
      /** Names of claims. */
      pvcs: listOf(z.string()),
      createdAtMs: time,
      deletedAtMs: time,
    }),
  ),
  pvcs: listOf(named.extend({ volumeName: z.string().nullish(), usedBy: listOf(z.string()) })),
  workloads: listOf(named.extend({ kind: z.string().min(1), owners: listOf(target) })),
  jobs: listOf(named.extend({ owners: listOf(target) })),
  hpas: listOf(named.extend({ scaleTargetRef: target })),
  pdbs: listOf(named.extend({ selects: target.nullish() })),
  services: listOf(named.extend({ selects: target.nullish() })),
});

export type TopologyFile = z.infer<typeof topologyFile>;
