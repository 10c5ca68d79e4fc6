import { type Topology, refKey } from '../alert/topology.ts';
import type { Facts } from './facts.ts';
import { isLack } from './follows.ts';
import { spoken } from './found.ts';
import { fewestStrained } from './node-pods.ts';
import { Timeline, timelines } from './timeline.ts';
import type { Taken, Trouble } from './troubles.ts';

export interface Around {
  readonly topology: Topology;
  readonly troubles: readonly Trouble[];
  readonly taken: Taken;
  readonly withinMs: number;
}

interface Hit {
  readonly trouble: Trouble;
  readonly reason: string;
}

/** A trouble with a workload that had pods there. */
interface Touch {
  readonly trouble: Trouble;
  readonly workload: string;
  /** Something of that workload waits in its time. */
  readonly waits: boolean;
}

/** Takes what became of workloads that had pods there: too few of them, and replacements that wait elsewhere. */
export function workloadsTaken(facts: readonly Facts[], around: Around): void {
  const { taken, withinMs } = around;
  const free = freeOf(facts, taken);
  const touches = touchesOf(free, around);
  const reachOf = reaches(touches, withinMs);
  const bursts = burstsOf(free, around, touches);
  for (const one of free) {
    const hits = [...one.workloads.flatMap((workload) => reachOf(one, workload)), ...(bursts.get(one) ?? [])];
    const hit = nearest(one, hits);
    if (hit) taken.set(one, hit);
  }
}

/** Not those of workloads with pods that end by their own fault, and that no node is to blame for. */
function freeOf(facts: readonly Facts[], taken: Taken): readonly Facts[] {
  const left = facts.filter((one) => !taken.has(one));
  const own = left.filter(({ pod, symptom }) => pod && symptom === 'failing');
  const failing = new Set(own.flatMap(({ workloads }) => workloads));
  return left.filter(
    ({ aboutNode, symptom, workloads }) =>
      !aboutNode && symptom !== 'apart' && !workloads.some((each) => failing.has(each)),
  );
}

/** By workload, the troubles that touched it, in their order. */
type Touches = ReadonlyMap<string, readonly Touch[]>;

function touchesOf(free: readonly Facts[], { topology, troubles, taken, withinMs }: Around): Touches {
  const waiting = timelines(
    free.filter(({ symptom }) => symptom === 'waiting'),
    startOf,
    ({ workloads }) => workloads,
  );
  const pods = Map.groupBy(taken, ([, { trouble }]) => trouble);
  const touches = troubles.flatMap((trouble) => {
    const own = (pods.get(trouble) ?? []).flatMap(([one]) => (one.pod ? one.workloads : []));
    const some = [...new Set([...own, ...placedOn(trouble, topology)])].map((workload) => {
      const line = waiting.get(workload);
      const waits = line?.hasBetween(trouble.startMs - withinMs, trouble.startMs + withinMs) ?? false;
      return { trouble, workload, waits };
    });
    // A node that only takes no more pods is no cause of what a few lack.
    return trouble.cordoned && some.filter(({ waits }) => waits).length < fewestStrained ? [] : some;
  });
  return Map.groupBy(touches, ({ workload }) => workload);
}

/** The workloads that had pods on the nodes by a topology. */
function placedOn(trouble: Trouble, topology: Topology): readonly string[] {
  if (!trouble.down && !trouble.cordoned) return [];
  const pods = [...trouble.nodes].flatMap((node) => topology.podsOn(node));
  const known = pods.flatMap((pod) => topology.surroundingsOf(pod)?.owners.slice(-1) ?? []);
  // The kubelet is on every node, and no pod.
  return [...known.map(refKey), 'Service/kube-system/kubelet'];
}

/** What may have taken an episode of a workload: the last trouble that began before it, the first after it. */
function reaches(touches: Touches, withinMs: number): (one: Facts, workload: string) => readonly Hit[] {
  const lines = new Map(
    [...touches].map(([workload, some]) => [
      workload,
      { lack: lineOf(some), other: lineOf(some.filter(explainsAll)) },
    ]),
  );
  return (one, workload) => {
    const line = lines.get(workload)?.[isLack(one) ? 'lack' : 'other'];
    if (!line || (!isLack(one) && one.symptom !== 'other')) return [];
    const at = startOf(one);
    const around = [line.all.lastUntil(at), line.lasting.firstAfter(at)];
    return around.flatMap((touch) =>
      touch && Math.abs(touch.trouble.startMs - at) <= withinMs ? [hitOf(one, touch)] : [],
    );
  };
}

/** What is slow or fails in other ways may do so for any reason, unless it lacks pods as well. */
function explainsAll({ trouble, workload, waits }: Touch): boolean {
  return waits || (trouble.down && /^(?:Cron)?Job\//.test(workload));
}

function lineOf(touches: readonly Touch[]) {
  const sorted = touches.toSorted((a, b) => a.trouble.startMs - b.trouble.startMs);
  const startMs = ({ trouble }: Touch) => trouble.startMs;
  // What began before a node was cordoned has another cause.
  const lasting = sorted.filter(({ trouble }) => !trouble.cordoned);
  return { all: new Timeline(sorted, startMs), lasting: new Timeline(lasting, startMs) };
}

function hitOf(one: Facts, { trouble, workload }: Touch): Hit {
  const had = one.pod ? 'had a pod' : 'has pods';
  return { trouble, reason: `${spoken(workload)} ${had} on ${trouble.where}` };
}

/** Where nobody knows where things run: many lack something just when a node went. */
function burstsOf(
  free: readonly Facts[],
  { troubles, withinMs }: Around,
  touches: Touches,
): ReadonlyMap<Facts, readonly Hit[]> {
  const unknown = new Timeline(
    free.filter((one) => !one.placed && (one.node === undefined || one.nodeByOther) && isLack(one)),
    startOf,
  );
  const hits = new Map<Facts, Hit[]>();
  const isTouched = touchedBy(touches);
  for (const trouble of troubles.filter(({ down }) => down)) {
    const near = unknown.between(trouble.startMs - withinMs, trouble.startMs + withinMs);
    const lacking = near.filter(({ workloads }) => !workloads.some((each) => isTouched(trouble, each)));
    const { size } = new Set(lacking.flatMap(({ workloads }) => workloads));
    if (size < fewestStrained) continue;
    const reason = `${size} workloads lacked something when ${trouble.name} went, and where they run is not known`;
    for (const one of lacking) hits.set(one, [...(hits.get(one) ?? []), { trouble, reason }]);
  }
  return hits;
}

function touchedBy(touches: Touches): (trouble: Trouble, workload: string) => boolean {
  const byWorkload = new Map(
    [...touches].map(([workload, some]) => [workload, new Set(some.map(({ trouble }) => trouble))]),
  );
  return (trouble, workload) => byWorkload.get(workload)?.has(trouble) ?? false;
}

/** The last that began before it; else the first that began after it. */
function nearest(one: Facts, hits: readonly Hit[]): Hit | undefined {
  const sorted = hits.toSorted((a, b) => a.trouble.startMs - b.trouble.startMs);
  return sorted.findLast(({ trouble }) => trouble.startMs <= startOf(one)) ?? sorted[0];
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}
