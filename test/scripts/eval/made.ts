import type { DeliveredAlert, Delivery, Topology, Truth } from '../../../scripts/eval/format.ts';
import { type KnownIncident, type MemberKey, pathOf } from '../../../scripts/eval/incident.ts';

const startsAt = '2026-01-02T03:04:05.6Z';

const emptyTopology: Topology = {
  ...{ nodes: [], pods: [], pvcs: [], workloads: [], hpas: [], pdbs: [], services: [], jobs: [] },
};

/** With one node, and these pods in `shop` on it. */
export function withPods(...names: string[]): Topology {
  const pod = {
    namespace: 'shop',
    node: 'n1',
    owners: [],
    podIP: null,
    pvcs: [],
    createdAtMs: null,
    deletedAtMs: null,
  };
  const nodes = [{ name: 'n1', internalIP: '10.0.0.1' }];
  return { ...emptyTopology, nodes, pods: names.map((name) => ({ ...pod, name })) };
}

/** The key of the alert that `alert` made of this name. */
export function key(name: string): MemberKey {
  return `${name}@${startsAt}`;
}

export function alert(name: string, more: Record<string, string> = {}): DeliveredAlert {
  const labels = { alertname: name, namespace: 'shop', ...more };
  return { status: 'firing', labels, annotations: {}, startsAt, endsAt: '', fingerprint: name };
}

export function delivery(alerts: readonly DeliveredAlert[], path = '/by-namespace', t_ms = 0): Delivery {
  return { t_ms, path, headers: {}, body: { alerts: [...alerts] } };
}

/** An incident whose alerts came in one delivery: `{cause: [names of its alerts]}`. */
export function incidentOf(causes: Record<string, readonly string[]>): KnownIncident {
  const names = Object.values(causes).flat();
  return knownOf([delivery(names.map((name) => alert(name)))], truthOf(causes));
}

export function knownOf(recorded: readonly Delivery[], truth: Truth): KnownIncident {
  const path = pathOf(recorded);
  const deliveries = recorded.filter((one) => one.path === path);
  return { incident: { name: 'made', path, deliveries, topology: emptyTopology }, truth, recorded };
}

export function truthOf(causes: Record<string, readonly string[]>, firingOn = ['/by-namespace']): Truth {
  const memberOf = (name: string) => {
    const { labels } = alert(name);
    return {
      fingerprint: name,
      startsAt,
      alertname: name,
      object: `pod/shop/${name}`,
      labels,
      firingOn: [...firingOn],
    };
  };
  const several = Object.entries(causes).filter(([, names]) => names.length > 1);
  const single = Object.entries(causes).filter(([, names]) => names.length === 1);
  return {
    causes: Object.fromEntries(
      several.map(([id, names]) => [id, { description: id, members: names.map(memberOf) }]),
    ),
    unrelated: single.flatMap(([causeId, names]) =>
      names.map((name) => ({ ...memberOf(name), causeId, description: causeId })),
    ),
  };
}
