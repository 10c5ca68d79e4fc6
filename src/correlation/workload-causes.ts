import type { Labels } from '../alert/alert.ts';
import { refKey } from '../alert/topology.ts';
import type { Cause, CorrelationSettings } from './cause.ts';
import type { Facts } from './facts.ts';
import { spells } from './spells.ts';

/** What is left is of one cause where it is about one workload, one claim or one and the same node, and began in time. */
export function workloadCauses(facts: readonly Facts[], { withinMs }: CorrelationSettings): readonly Cause[] {
  return [...Map.groupBy(facts, keyOf)].flatMap(([name, some]) =>
    spells(some, ({ episode }) => episode.startsAtMs, withinMs).map((spell) => ({
      kind: 'workload' as const,
      name,
      members: spell.map(({ episode }) => ({ id: episode.id, reason: `it is about ${name}` })),
    })),
  );
}

function keyOf({ symptom, workloads, aboutNode, node, claims, episode, resource }: Facts): string {
  // What no outage brings about is of a cause with its like alone.
  if (symptom === 'apart') return `${episode.labels['alertname']} of ${refKey(resource)}`;
  if (aboutNode) return `node ${node}`;
  const [workload] = workloads.toSorted();
  if (workload !== undefined) return [workload, insideOf(episode.labels)].filter(Boolean).join(' ');
  return claims[0] ?? `alert ${episode.id}`;
}

/** What an exporter tells of things inside of what it watches, which have nothing to do with each other. */
const insideLabels = ['queue', 'topic', 'consumergroup', 'datname', 'database', 'bucket', 'index', 'vhost'];

function insideOf(labels: Labels): string | undefined {
  const name = insideLabels.find((each) => labels[each]);
  return name === undefined ? undefined : `${name}=${labels[name]}`;
}
