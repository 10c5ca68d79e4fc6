import type { Topology } from '../alert/topology.ts';
import type { CorrelationRules } from '../rules/correlation.ts';
import type { Cause } from './cause.ts';
import { type Episode, type Facts, factsOf } from './facts.ts';
import { type Found, causeOf } from './found.ts';
import { leftCauses } from './left-causes.ts';
import { nodeCauses } from './node-causes.ts';
import { ruleCauses } from './rule-causes.ts';
import { sharedCauses } from './shared-causes.ts';

/**
 * Puts episodes of one cause together. The result depends on nothing but the episodes, the topology and the rules: not on
 * the order in which episodes come, nor on how often one is named. Every episode is in exactly one cause. It takes about as
 * much longer as there are more of them.
 */
export function correlate(
  episodes: readonly Episode[],
  topology: Topology,
  rules: CorrelationRules,
): readonly Cause[] {
  const facts = factsOf(inOrder(episodes), topology, rules);
  const free = new Set(facts);
  const steps: readonly ((left: readonly Facts[]) => readonly Found[])[] = [
    (left) => ruleCauses(left, rules),
    (left) => nodeCauses(left, topology, rules.withinMs),
    (left) => sharedCauses(left, rules.withinMs),
    (left) => leftCauses(left, rules.withinMs),
  ];
  return steps.flatMap((step) => {
    const found = step([...free]);
    for (const { members } of found) for (const { one } of members) free.delete(one);
    return found.map(causeOf);
  });
}

/** By their beginning; what is named twice counts once. */
function inOrder(episodes: readonly Episode[]): readonly Episode[] {
  const distinct = new Map(episodes.map((episode) => [episode.id, episode]));
  return [...distinct.values()].toSorted((a, b) => a.startsAtMs - b.startsAtMs || (a.id < b.id ? -1 : 1));
}
