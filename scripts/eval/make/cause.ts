import { blocking, type FaultKind } from './faults.ts';
import { templateHash } from './names.ts';
import { podOf, podsOf, podsOn, roomFor } from './pods.ts';
import { replace } from './tick.ts';
import {
  type Node,
  type Pod,
  type Workload,
  type World,
  idOf,
  nodeId,
  presentPods,
  serviceId,
  workloadId,
} from './world.ts';

interface Terms {
  /** Until it ends by itself. */
  readonly seconds?: number;
  readonly container?: string;
}

/** Whatever is broken is broken in the name of a cause: that, and nothing else, is the truth. */
export class Cause {
  readonly id: string;
  readonly description: string;
  /** Runs beside the incident, and has nothing to do with it. */
  readonly background: boolean;
  /** False: it is left out this time, and breaks nothing. */
  readonly acts: boolean;
  readonly #world: World;
  /** Pods that a workload wants and did not get. */
  readonly #starved: { workload: Workload; count: number }[] = [];

  constructor(world: World, id: string, description: string, background: boolean, acts: boolean) {
    this.acts = acts;
    this.#world = world;
    this.id = id;
    this.description = description;
    this.background = background;
  }

  /** Breaks an object by its id. */
  break(object: string, kind: FaultKind, { seconds, container }: Terms = {}): void {
    if (!this.acts) return;
    const now = this.#world.nowMs();
    const toMs = seconds === undefined ? undefined : now + seconds * 1000;
    this.#world.faults.add({ object, kind, cause: this.id, container, fromMs: now, toMs });
  }

  pod(pod: Pod, kind: FaultKind, terms?: Terms): void {
    this.break(idOf(pod), kind, terms);
  }

  node(node: Node, kind: FaultKind, terms?: Terms): void {
    this.break(nodeId(node), kind, terms);
  }

  service(workload: Workload, kind: 'errors' | 'slow', terms?: Terms): void {
    this.break(serviceId(workload), kind, terms);
  }

  workload(workload: Workload, kind: 'short' | 'stuck', terms?: Terms): void {
    this.break(workloadId(workload), kind, terms);
  }

  hpa({ namespace, name }: Workload, terms?: Terms): void {
    this.break(`hpa/${namespace}/${name}`, 'maxed', terms);
  }

  /** What it broke is well again, and what it kept from coming comes. */
  heal(): void {
    for (const pod of podsWithout(this.#world, this.id)) pod.node = roomFor(this.#world);
    for (const { workload, count } of this.#starved.splice(0))
      for (let i = 0; i < count; i++) this.#more(workload);
    for (const pod of this.#world.pods.filter((one) => this.#evicted(one))) this.#remove(pod);
    this.#world.faults.end(this.#world.nowMs(), ({ cause }) => cause === this.id);
  }

  /** New pods that do not work take the place of some, or stand beside them when `beside`. Answers the new ones. */
  rollOut(
    workload: Workload,
    count: number,
    kind: FaultKind,
    terms: Terms & { beside?: boolean } = {},
  ): Pod[] {
    if (!this.acts) return [];
    const { beside = false, ...rest } = terms;
    const old = podsOf(this.#world, workload).slice(0, beside ? 0 : count);
    workload.hash = templateHash(`${this.id}/${workload.name}`, this.#world.conventions.podHash);
    if (beside) workload.replicas += count;
    const made = Array.from({ length: count }, () => this.#more(workload));
    for (const pod of old) this.#remove(pod);
    for (const pod of made) this.pod(pod, kind, rest);
    return made;
  }

  /** Puts working pods in the place of those that this cause broke. */
  rollBack(workload: Workload): void {
    if (!this.acts) return;
    const now = this.#world.nowMs();
    const broken = podsOf(this.#world, workload).filter((pod) =>
      this.#world.faults.at(now, idOf(pod), blocking).some(({ cause }) => cause === this.id),
    );
    workload.hash = templateHash(`${workload.namespace}/${workload.name}`, this.#world.conventions.podHash);
    for (const pod of broken) {
      this.#remove(pod);
      this.#more(workload);
    }
  }

  /** Wants more pods than there are, and none comes, or they come and stay without a node. */
  starve(workload: Workload, count: number, pending: boolean): void {
    if (!this.acts) return;
    workload.replicas += count;
    if (!pending) {
      this.#starved.push({ workload, count });
      return this.workload(workload, 'short');
    }
    const now = this.#world.nowMs();
    const made = Array.from({ length: count }, (_, i) =>
      podOf(this.#world, workload, podsOf(this.#world, workload).length + i, undefined, { createdMs: now }),
    );
    for (const pod of made) this.pod(pod, 'pending');
  }

  /** Its node puts it out; another one starts elsewhere. */
  evict(pod: Pod): void {
    if (!this.acts) return;
    this.pod(pod, 'evicted');
    if (pod.workload) replace(this.#world, pod.workload, this.id, pod.node);
  }

  /** Takes pods off a node, but for those that belong to it: what has no other place starts anew elsewhere. */
  drain(node: Node): void {
    if (!this.acts) return;
    for (const pod of podsOn(this.#world, node).filter(({ workload }) => workload?.kind !== 'DaemonSet')) {
      this.#remove(pod);
      const { workload } = pod;
      if (workload?.kind === 'Deployment') replace(this.#world, workload, this.id, node);
      if (workload?.kind === 'StatefulSet') this.#move(pod, workload, node);
    }
  }

  #move(pod: Pod, workload: Workload, from: Node): void {
    const index = Number(/\d+$/.exec(pod.name)?.[0] ?? 0);
    const to = roomFor(this.#world, from);
    this.pod(podOf(this.#world, workload, index, to, { createdMs: this.#world.nowMs() }), 'starting', {
      seconds: 14,
    });
  }

  #evicted(pod: Pod): boolean {
    const faults = this.#world.faults.at(this.#world.nowMs(), idOf(pod), ['evicted']);
    return pod.deletedMs === null && faults.some(({ cause }) => cause === this.id);
  }

  #more(workload: Workload): Pod {
    const world = this.#world;
    return podOf(world, workload, 0, roomFor(world), { createdMs: world.nowMs() });
  }

  #remove(pod: Pod): void {
    pod.deletedMs = this.#world.nowMs();
  }
}

/** Pods that a cause keeps without a node. */
function podsWithout(world: World, cause: string): Pod[] {
  return presentPods(world).filter((pod) =>
    world.faults.at(world.nowMs(), idOf(pod), ['pending']).some((fault) => fault.cause === cause),
  );
}
