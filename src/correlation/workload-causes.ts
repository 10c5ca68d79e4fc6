import type { Labels } from '../alert/alert.ts';
import type { Topology } from '../alert/topology.ts';
import type { Cause, CorrelationSettings } from './correlate.ts';
import type { Facts } from './facts.ts';

/** What is left is of one cause where it is about one workload, one claim or one and the same object, and began in time. */
export function workloadCauses(
  facts: readonly Facts[],
  _topology: Topology,
  { withinMs }: CorrelationSettings,
): readonly Cause[] {
  const sets = new Map<string, { name: string; startMs: number; facts: Facts[] }[]>();
  for (const one of facts) {
    const key = keyOf(one);
    const known = sets.get(key) ?? [];
    sets.set(key, known);
    const last = known.at(-1);
    if (last && one.episode.startsAtMs - last.startMs <= withinMs) last.facts.push(one);
    else known.push({ name: key, startMs: one.episode.startsAtMs, facts: [one] });
  }
  return [...sets.values()].flat().map(({ name, facts: own }) => ({
    name,
    members: own.map(({ episode }) => ({ id: episode.id, reason: `about ${name}` })),
  }));
}

function keyOf({ symptom, workloads, aboutNode, node, claims, episode, resource }: Facts): string {
  if (symptom === 'apart')
    return `${episode.labels['alertname']} of ${resource.kind}/${resource.namespace ?? ''}/${resource.name}`;
  if (aboutNode) return `Node//${node}`;
  const [workload] = workloads.toSorted();
  const object = objectIn(episode.labels);
  if (workload !== undefined) return object === undefined ? workload : `${workload} ${object}`;
  if (claims.length > 0) return claims[0] ?? '';
  return `alert ${episode.id}`;
}

/** What an exporter tells of things inside of what it watches: they have nothing to do with each other. */
const insideLabels = ['queue', 'topic', 'consumergroup', 'datname', 'database', 'bucket', 'index', 'vhost'];

function objectIn(labels: Labels): string | undefined {
  const name = insideLabels.find((each) => labels[each]);
  return name === undefined ? undefined : `${name}=${labels[name]}`;
}
