import type { Topology } from '../alert/topology.ts';
import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import { itselfReason, podsTaken } from './node-pods.ts';
import { workloadsTaken } from './node-workloads.ts';
import { type Taken, troublesOf } from './troubles.ts';

/** Causes that are nodes, with what depends on them. */
export function nodeCauses(facts: readonly Facts[], topology: Topology, withinMs: number): readonly Found[] {
  const able = facts.filter(({ alone }) => !alone);
  const troubles = troublesOf(able, topology, withinMs);
  if (troubles.length === 0) return [];
  const taken: Taken = new Map();
  for (const trouble of troubles)
    for (const one of trouble.own) taken.set(one, { trouble, reason: itselfReason(one) });
  podsTaken(able, troubles, taken, withinMs);
  workloadsTaken(able, { topology, troubles, taken, withinMs });
  const members = Map.groupBy(
    [...taken].map(([one, { trouble, reason }]) => ({ trouble, one, reason })),
    ({ trouble }) => trouble,
  );
  return troubles.map((trouble) => ({
    ...{ kind: 'node', name: trouble.name },
    members: members.get(trouble) ?? [],
  }));
}
