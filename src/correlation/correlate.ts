import type { Topology } from '../alert/topology.ts';
import { type Episode, factsOf } from './facts.ts';
import { nodeCauses } from './node-causes.ts';
import { sharedCauses } from './service-causes.ts';
import { workloadCauses } from './workload-causes.ts';

/** Episodes of one cause, and why each of them is thought to be of it. */
export interface Cause {
  /** What broke: a node, a workload, or only the object of the one alert. */
  readonly name: string;
  readonly members: readonly { readonly id: string; readonly reason: string }[];
}

export interface CorrelationSettings {
  /** How far from a cause's beginning its consequences may begin; milliseconds. */
  readonly withinMs: number;
}

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
  return [...known, ...workloadCauses(free(known), topology, settings)];
}

function inOrder(episodes: readonly Episode[]): readonly Episode[] {
  return episodes.toSorted((a, b) => a.startsAtMs - b.startsAtMs || (a.id < b.id ? -1 : 1));
}
