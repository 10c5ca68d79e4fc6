import type { Topology } from '../format.ts';
import type { Pod, World } from './world.ts';
import { uidOf } from './names.ts';

/** What the cluster's API would have told, with times after `firstMs`, when the first delivery came. */
export function topologyOf(world: World, firstMs: number): Topology {
  const relative = (ms: number | null) => (ms === null ? null : Math.round(ms - firstMs));
  const { pods, workloads, jobs, ingresses } = world;
  const selecting = (some: typeof workloads) =>
    some.map(({ kind, namespace, name }) => ({ namespace, name, selects: { kind, name } }));
  return {
    nodes: world.nodes.map(({ name, address, zone }) => ({ name, internalIP: address, zone })),
    pods: pods.map((pod) => ({
      ...{ namespace: pod.namespace, name: pod.name, node: pod.node?.name ?? null },
      ...{ owners: [...pod.owners], podIP: pod.node ? pod.ip : null, pvcs: pod.volume ? [pod.volume] : [] },
      ...{ createdAtMs: relative(pod.createdMs), deletedAtMs: relative(pod.deletedMs) },
    })),
    pvcs: claimsOf(pods),
    workloads: workloads.map(({ kind, namespace, name }) => ({ kind, namespace, name })),
    hpas: workloads
      .filter(({ hpa }) => hpa !== undefined)
      .map(({ kind, namespace, name }) => ({ namespace, name, scaleTargetRef: { kind, name } })),
    pdbs: selecting(workloads.filter(({ pdb }) => pdb !== undefined)),
    services: selecting(workloads.filter(({ serves }) => serves)),
    jobs: jobs.map(({ namespace, name, cronJob }) => ({
      ...{ namespace, name, owners: [{ kind: 'CronJob', name: cronJob }] },
    })),
    ingresses: ingresses.map(({ namespace, name, host = '', secret, services = [] }) => ({
      ...{ namespace, name, host, tlsSecret: secret ?? null, services: [...services] },
    })),
  };
}

function claimsOf(pods: readonly Pod[]): Topology['pvcs'] {
  const claims = pods.flatMap(({ namespace, name, volume }) => (volume ? [{ namespace, volume, name }] : []));
  return [...Map.groupBy(claims, ({ namespace, volume }) => `${namespace}/${volume}`).values()].flatMap(
    (some) => {
      const [first] = some;
      if (!first) return [];
      const { namespace, volume } = first;
      const usedBy = [...new Set(some.map(({ name }) => name))];
      return [{ namespace, name: volume, volumeName: `pvc-${uidOf(volume + namespace)}`, usedBy }];
    },
  );
}
