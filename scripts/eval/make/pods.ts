import { blocking } from './faults.ts';
import { suffix, uidOf } from './names.ts';
import {
  type Job,
  type Node,
  type Owner,
  type Pod,
  type Workload,
  type World,
  idOf,
  nodeId,
  presentPods,
} from './world.ts';

type Made = { createdMs: number | null };

/** One more pod of a workload, on this node; `index` is the ordinal of a stateful set's. */
export function podOf(
  world: World,
  workload: Workload,
  index: number,
  node: Node | undefined,
  { createdMs }: Made,
): Pod {
  const { namespace, kind, name } = workload;
  const seed = `${namespace}/${name}/${workload.hash}/${world.pods.length}`;
  const names = {
    Deployment: `${name}-${workload.hash}-${suffix(seed, 5)}`,
    StatefulSet: `${name}-${index}`,
    DaemonSet: `${name}-${suffix(seed, 5)}`,
  };
  const own: Owner = { kind, name };
  const owners =
    kind === 'Deployment' ? [{ kind: 'ReplicaSet', name: `${name}-${workload.hash}` }, own] : [own];
  return add(world, {
    ...{ namespace, name: names[kind], node, workload, job: undefined, owners, createdMs },
    containers: workload.containers,
    volume: workload.volumes ? `data-${name}-${index}` : undefined,
  });
}

export function podOfJob(world: World, job: Job, node: Node): Pod {
  const { namespace, name, cronJob } = job;
  const owners = [
    { kind: 'Job', name },
    { kind: 'CronJob', name: cronJob },
  ];
  return add(world, {
    ...{ namespace, name: `${name}-${suffix(name, 5)}`, node, workload: undefined, job, owners },
    ...{ containers: [cronJob], volume: undefined, createdMs: null },
  });
}

function add(world: World, rest: Omit<Pod, 'uid' | 'ip' | 'deletedMs' | 'leaving'>): Pod {
  const ip = `10.42.${1 + Math.floor(world.pods.length / 200)}.${12 + (world.pods.length % 200)}`;
  const pod = {
    ...rest,
    uid: uidOf(`${rest.name}/${world.pods.length}`),
    ip,
    deletedMs: null,
    leaving: false,
  };
  world.pods.push(pod);
  return pod;
}

export function isUp(world: World, node: Node): boolean {
  return !world.faults.has(world.nowMs(), nodeId(node), 'down');
}

export function isReady(world: World, pod: Pod): boolean {
  return causesAgainst(world, pod).length === 0;
}

/** Why it is not ready: the causes of its own faults and of its node's. */
export function causesAgainst(world: World, pod: Pod): string[] {
  const now = world.nowMs();
  const own = world.faults.at(now, idOf(pod), blocking);
  const nodes = pod.node ? world.faults.at(now, nodeId(pod.node), ['down']) : [];
  return [...new Set([...own, ...nodes].map(({ cause }) => cause))];
}

export function podsOf(world: World, workload: Workload): Pod[] {
  return presentPods(world).filter((pod) => pod.workload === workload);
}

export function podsOn(world: World, node: Node): Pod[] {
  return presentPods(world).filter((pod) => pod.node === node);
}

/** Ready pods of a workload, of those that it wants. */
export function readyOf(world: World, workload: Workload): number {
  const ready = podsOf(world, workload).filter((pod) => !pod.leaving && isReady(world, pod));
  return Math.min(workload.replicas, ready.length);
}

/** Where the next pod goes: a node that takes some, the one with the fewest. */
export function roomFor(world: World, except?: Node): Node | undefined {
  const now = world.nowMs();
  const taking = world.nodes.filter(
    (node) => node !== except && !world.faults.has(now, nodeId(node), 'down', 'cordoned', 'memory'),
  );
  return taking.toSorted((a, b) => podsOn(world, a).length - podsOn(world, b).length)[0];
}
