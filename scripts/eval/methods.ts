import type { Topology } from '../../src/alert/topology.ts';
import { parseTimestamp } from '../../src/alert/timestamp.ts';
import type { Cause } from '../../src/correlation/cause.ts';
import { correlate } from '../../src/correlation/correlate.ts';
import { factsOf } from '../../src/topology/file/facts.ts';
import type { Fact } from '../../src/topology/fact.ts';
import { defaultCorrelation } from '../../src/rules/correlation.ts';
import { topologyFile } from '../../src/topology/file/format.ts';
import { Known } from '../../src/topology/known.ts';
import { baselines } from './baselines.ts';
import { type Incident, type MemberKey, type Method, firingsOf } from './incident.ts';

/** Every method that is evaluated, in the order of the table. */
export const methods: readonly Method[] = [
  ...baselines,
  correlating('Stormfold, with topology', topologyOf),
  correlating('Stormfold, from labels alone', () => knownOf([])),
];

function correlating(name: string, topology: (incident: Incident) => Topology): Method {
  return {
    name,
    itemsOf: async (incident) =>
      causesIn(incident, topology(incident)).map(({ members }) => members.map(({ id }) => id as MemberKey)),
  };
}

function causesIn(incident: Incident, topology: Topology): readonly Cause[] {
  const episodes = [...firingsOf(incident)].map(([id, { labels, startsAt }]) => ({
    ...{ id, labels, startsAtMs: parseTimestamp(startsAt) ?? 0 },
  }));
  return correlate(episodes, topology, defaultCorrelation);
}

/** What Stormfold decides of an incident, with its topology and from labels alone. */
export function decisions(incident: Incident): readonly (readonly [how: string, causes: readonly Cause[]])[] {
  return [
    ['with topology', causesIn(incident, topologyOf(incident))],
    ['from labels alone', causesIn(incident, knownOf([]))],
  ];
}

function topologyOf(incident: Incident): Topology {
  return knownOf(factsOf(topologyFile.parse(incident.topology)));
}

function knownOf(facts: readonly Fact[]): Topology {
  const known = new Known({ maxObjects: 1_000_000, goneForMs: Infinity });
  for (const fact of facts) known.entries.put(fact);
  return known;
}
