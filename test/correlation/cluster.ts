import type { Labels } from '../../src/alert/alert.ts';
import type { Cause } from '../../src/correlation/cause.ts';
import { correlate } from '../../src/correlation/correlate.ts';
import type { Episode } from '../../src/correlation/facts.ts';
import { factsOf } from '../../src/topology/file/facts.ts';
import { type CorrelationRules, defaultCorrelation } from '../../src/rules/correlation.ts';
import { topologyFile } from '../../src/topology/file/format.ts';
import { Known } from '../../src/topology/known.ts';

const startMs = Date.UTC(2026, 0, 31, 8);

/** An episode that began so many seconds in; its id is its alert's name and what tells it from others of that name. */
export function episode(atSeconds: number, alertname: string, labels: Labels = {}): Episode {
  const { pod, node, deployment, statefulset, namespace, service, persistentvolumeclaim } = labels;
  const object = pod ?? deployment ?? statefulset ?? persistentvolumeclaim ?? node ?? service ?? namespace;
  return {
    id: object === undefined ? alertname : `${alertname} ${object}`,
    labels: { alertname, ...labels },
    startsAtMs: startMs + atSeconds * 1000,
  };
}

/** What a file of these says. */
export function topology(file: unknown = {}): Known {
  const known = new Known({ maxObjects: 1_000_000, goneForMs: Infinity });
  for (const fact of factsOf(topologyFile.parse(file))) known.entries.put(fact);
  return known;
}

/** Three nodes of two zones; `api` has a pod on each, `db` one on the first, `web` two on the others. */
export const threeNodes = topology({
  nodes: [
    { name: 'n1', internalIP: '10.0.0.1', zone: 'a' },
    { name: 'n2', internalIP: '10.0.0.2', zone: 'b' },
    { name: 'n3', internalIP: '10.0.0.3', zone: 'b' },
  ],
  pods: [
    ...pods('api', 'Deployment', ['n1', 'n2', 'n3']),
    ...pods('web', 'Deployment', ['n2', 'n3']),
    ...pods('db', 'StatefulSet', ['n1']),
  ],
});

function pods(name: string, kind: string, nodes: readonly string[]) {
  return nodes.map((node, i) => ({
    ...{ namespace: 'shop', node, podIP: null, createdAtMs: null, deletedAtMs: null },
    name: `${name}-${i}`,
    owners: [{ kind, name }],
    pvcs: kind === 'StatefulSet' ? [`data-${name}-${i}`] : [],
  }));
}

/** The causes as lists of ids, those with several members first, all in order. */
export function causesOf(
  episodes: readonly Episode[],
  known: Known = topology(),
  rules: Partial<CorrelationRules> = {},
): string[][] {
  return inOrder(correlate(episodes, known, { ...defaultCorrelation, ...rules }));
}

function inOrder(causes: readonly Cause[]): string[][] {
  return causes
    .map(({ members }) => members.map(({ id }) => id).toSorted())
    .toSorted((a, b) => b.length - a.length || (a.join() < b.join() ? -1 : 1));
}
