import { causesAgainst, isReady, podOf, podsOf, readyOf, roomFor } from './pods.ts';
import {
  type Node,
  type Pod,
  type Workload,
  type World,
  idOf,
  nodeId,
  presentPods,
  workloadId,
} from './world.ts';

/** A node that does not answer for so long loses its pods. */
const lostAfterMs = 12_000;

/** What the controllers of the cluster do by themselves, and what of it is noted as broken by whom. Twice a second. */
export function tick(world: World): void {
  for (const node of world.nodes) followNode(world, node);
  noteFaults(world);
}

function followNode(world: World, node: Node): void {
  const now = world.nowMs();
  const [down] = world.faults.at(now, nodeId(node), ['down']);
  const here = presentPods(world).filter((pod) => pod.node === node);
  if (!down) return here.filter(({ leaving }) => leaving).forEach((pod) => (pod.deletedMs = now));
  if (now - down.fromMs < lostAfterMs) return;
  for (const pod of here.filter(
    ({ leaving, job, workload }) => !leaving && (job ?? workload?.kind === 'Deployment'),
  ))
    lose(world, pod, down.cause);
}

/** It stays until its node answers; meanwhile another one starts elsewhere, or its job has failed. */
function lose(world: World, pod: Pod, cause: string): void {
  pod.leaving = true;
  const now = world.nowMs();
  if (pod.job)
    world.faults.add({ object: `job/${pod.namespace}/${pod.job.name}`, kind: 'failed', cause, fromMs: now });
  if (pod.workload) replace(world, pod.workload, cause, pod.node);
}

/** One more pod, that takes a while to start. Held up by the cause until then. */
export function replace(world: World, workload: Workload, cause: string, away?: Node, seconds?: number): Pod {
  const now = world.nowMs();
  const pod = podOf(world, workload, 0, roomFor(world, away), { createdMs: now });
  const takesMs = 1000 * (seconds ?? 9 + (world.pods.length % 7));
  const kind = pod.node ? 'starting' : 'pending';
  world.faults.add({ object: idOf(pod), kind, cause, fromMs: now, toMs: now + takesMs });
  return pod;
}

function noteFaults(world: World): void {
  const now = world.nowMs();
  for (const { object, kind, cause } of world.faults.all(now)) {
    world.blame.note(now, object, kind, cause);
    const target = kind === 'down' ? targetBehind(object) : undefined;
    if (target) world.blame.note(now, target, kind, cause);
  }
  for (const pod of presentPods(world)) notePod(world, pod);
  for (const workload of world.workloads) noteWorkload(world, workload);
}

/** What is scraped and is no pod. */
function targetBehind(object: string): string | undefined {
  if (object.startsWith('node/')) return 'target/kube-system/kubelet';
  return object === 'apiserver' ? 'target/default/kubernetes' : undefined;
}

/** A pod that can't be reached is broken by whatever broke its node, and so is the target that it is. */
function notePod(world: World, pod: Pod): void {
  const now = world.nowMs();
  const causes = causesAgainst(world, pod);
  for (const cause of causes) {
    world.blame.note(now, idOf(pod), 'unready', cause);
    const { workload } = pod;
    if (workload) world.blame.note(now, targetId(workload), 'down', cause);
  }
}

function noteWorkload(world: World, workload: Workload): void {
  if (readyOf(world, workload) >= workload.replicas) return;
  const now = world.nowMs();
  // One that has been replaced is not missed: whatever holds up the one in its place is.
  const wanted = podsOf(world, workload).filter(
    (pod) => !pod.leaving && !world.faults.has(now, idOf(pod), 'evicted'),
  );
  const held = wanted.filter((pod) => !isReady(world, pod));
  const own = world.faults.at(now, workloadId(workload), ['short', 'stuck']).map(({ cause }) => cause);
  for (const cause of new Set([...held.flatMap((pod) => causesAgainst(world, pod)), ...own])) {
    world.blame.note(now, workloadId(workload), 'short', cause);
    world.blame.note(now, `pdb/${workload.namespace}/${workload.name}`, 'short', cause);
  }
}

/** All pods of a workload as one target of the scrape. */
function targetId({ namespace, name }: { namespace: string; name: string }): string {
  return `target/${namespace}/${name}`;
}
