import type { Topology } from '../alert/topology.ts';
import type { Facts } from './facts.ts';
import type { Found } from './found.ts';
import { itselfReason, podsTaken } from './node-pods.ts';
import { workloadsTaken } from './node-workloads.ts';
import { type Taken, type Trouble, troublesOf } from './troubles.ts';

/** Causes that are nodes, with what depends on them. */
export function nodeCauses(facts: readonly Facts[], topology: Topology, withinMs: number): readonly Found[] {
  const troubles = troublesOf(facts, topology, withinMs);
  if (troubles.length === 0) return [];
  const taken: Taken = new Map();
  for (const trouble of troubles)
    for (const one of trouble.own) taken.set(one, { trouble, reason: itselfReason(one) });
  podsTaken(facts, troubles, taken, withinMs);
  workloadsTaken(facts, { topology, troubles, taken, withinMs });
  const members = Map.groupBy(
    [...taken].map(([one, { trouble, reason }]) => ({ trouble, one, reason })),
    ({ trouble }) => trouble,
  );
  return troubles.flatMap((trouble) => {
    const own = members.get(trouble) ?? [];
    return isLonely(trouble, own) ? [] : [{ kind: 'node' as const, name: trouble.name, members: own }];
  });
}

/** One node that took nothing is left to what follows: it may be what many depend on, a file server or a way out. */
function isLonely({ nodes }: Trouble, members: Found['members']): boolean {
  return nodes.size === 1 && members.every(({ one }) => one.aboutNode);
}
