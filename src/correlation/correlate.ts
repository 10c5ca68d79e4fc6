import type { Topology } from '../alert/topology.ts';
import type { Cause, CorrelationSettings } from './cause.ts';
import { type Episode, factsOf } from './facts.ts';
import { nodeCauses } from './node-causes.ts';
import { sharedCauses } from './shared-causes.ts';
import { workloadCauses } from './workload-causes.ts';

/**
 * Puts episodes of one cause together. The result depends on nothing but the episodes and the topology: not on the order in which
 * they come. Every episode is in exactly one cause.
 */
export function correlate(
  episodes: readonly Episode[],
  topology: Topology,
  settings: CorrelationSettings,
): readonly Cause[] {
  const facts = factsOf(inOrder(episodes), topology);
  const byNode = nodeCauses(facts, topology, settings);
  const free = (causes: readonly Cause[]) => {
    const taken = new Set(causes.flatMap(({ members }) => members.map(({ id }) => id)));
    return facts.filter(({ episode }) => !taken.has(episode.id));
  };
  const byShared = sharedCauses(free(byNode), settings);
  const known = [...byNode, ...byShared];
  return [...known, ...workloadCauses(free(known), settings)];
}

function inOrder(episodes: readonly Episode[]): readonly Episode[] {
  return episodes.toSorted((a, b) => a.startsAtMs - b.startsAtMs || (a.id < b.id ? -1 : 1));
}
