import { type ResourceRef, resourceRef } from '../../alert/topology.ts';
import type { Fact } from '../fact.ts';
import type { TopologyFile } from './format.ts';

type Target = { readonly kind: string; readonly name: string };
type Place = { readonly namespace: string; readonly name: string };

/** What a file says, in an order in which later facts may replace earlier ones. */
export function factsOf(file: TopologyFile): readonly Fact[] {
  const refs = (targets: readonly Target[], namespace: string) =>
    targets.map(({ kind, name }) => resourceRef(kind, namespace, name));
  const owned = [
    ...file.pods.flatMap(({ owners, namespace }) => chainFacts(refs(owners, namespace))),
    ...[...file.workloads, ...file.jobs.map((job) => ({ ...job, kind: 'Job' }))]
      .map((each) => [
        resourceRef(each.kind, each.namespace, each.name),
        ...refs(each.owners, each.namespace),
      ])
      .flatMap(chainFacts),
  ];
  return [
    // The end of one chain may be the middle of another, which says more of it.
    ...owned.filter(({ owner }) => !owner),
    ...owned.filter(({ owner }) => owner),
    ...file.nodes.map(nodeFact),
    ...podFacts(file),
    ...file.pvcs.map(claimFact),
    ...file.hpas.map((each) => aboutTargets('HorizontalPodAutoscaler', each, [each.scaleTargetRef])),
    ...file.pdbs.map((each) => aboutTargets('PodDisruptionBudget', each, listed(each.selects))),
    ...file.services.map((each) => aboutTargets('Service', each, listed(each.selects))),
  ];
}

/** Each of a chain belongs to the next. */
function chainFacts(chain: readonly ResourceRef[]): readonly Fact[] {
  return chain.map((ref, index) => ({ ref, owner: chain[index + 1] }));
}

function nodeFact({ name, internalIP, addresses, zone }: TopologyFile['nodes'][number]): Fact {
  const all = [name, ...(internalIP ? [internalIP] : []), ...addresses];
  return { ref: { kind: 'Node', name }, addresses: [...new Set(all)], zone: zone ?? undefined };
}

/** The oldest first: a name, and an address, are those of who had them last. */
function podFacts({ pods, pvcs }: TopologyFile): readonly Fact[] {
  const users = Map.groupBy(
    pvcs.flatMap(({ namespace, name, usedBy }) =>
      usedBy.map((pod) => ({ pod: `${namespace}/${pod}`, name })),
    ),
    ({ pod }) => pod,
  );
  return pods
    .toSorted((one, other) => (one.createdAtMs ?? 0) - (other.createdAtMs ?? 0))
    .map((pod) => {
      const { namespace, name, node, owners, podIP, deletedAtMs } = pod;
      const mounted = users.get(`${namespace}/${name}`)?.map((each) => each.name) ?? [];
      const [owner] = owners;
      return {
        ref: resourceRef('Pod', namespace, name),
        owner: owner && resourceRef(owner.kind, namespace, owner.name),
        node: node ?? undefined,
        claims: [...new Set([...pod.pvcs, ...mounted])].map((claim) =>
          resourceRef('PersistentVolumeClaim', namespace, claim),
        ),
        addresses: podIP ? [podIP] : [],
        ended: typeof deletedAtMs === 'number',
      };
    });
}

function claimFact({ namespace, name, volumeName }: TopologyFile['pvcs'][number]): Fact {
  return { ref: resourceRef('PersistentVolumeClaim', namespace, name), volume: volumeName ?? undefined };
}

function aboutTargets(kind: string, { namespace, name }: Place, targets: readonly Target[]): Fact {
  return {
    ref: resourceRef(kind, namespace, name),
    targets: targets.map((target) => resourceRef(target.kind, namespace, target.name)),
  };
}

function listed<T>(value: T | null | undefined): readonly T[] {
  return value === null || value === undefined ? [] : [value];
}
