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
  /** Where nobody knows where it runs: so many lack something in the same time. */
  readonly lacking?: number;
}

/** Takes what became of workloads that had pods there: too few of them, and replacements that wait elsewhere. */
export function workloadsTaken(facts: readonly Facts[], around: Around): void {
  const free = freeOf(facts, around.taken);
  const known = touchesOf(free, around);
  const touches = [...known, ...burstsOf(free, around, known)];
  const reachOf = reaches(touches, around.withinMs);
  for (const one of free) {
    const hit = nearest(
      one,
      thingsOf(one).flatMap((thing) => reachOf(one, thing)),
    );
    if (hit) around.taken.set(one, hit);
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

/** By what a topology knows, and by pods that were taken. */
function touchesOf(
  free: readonly Facts[],
  { topology, troubles, taken, withinMs }: Around,
): readonly Touch[] {
  const waiting = timelines(
    free.filter(({ symptom }) => symptom === 'waiting'),
    startOf,
    ({ workloads }) => workloads,
  );
  const pods = Map.groupBy(taken, ([, { trouble }]) => trouble);
  return troubles.flatMap((trouble) => {
    const own = (pods.get(trouble) ?? []).flatMap(([one]) => (one.pod ? one.workloads : []));
    const some = [...new Set([...own, ...placedOn(trouble, topology)])].map((workload) => {
      const line = waiting.get(workload);
      const waits = line?.hasBetween(trouble.startMs - withinMs, trouble.startMs + withinMs) ?? false;
      return { trouble, workload, waits };
    });
    // A node that only takes no more pods is no cause of what a few lack.
    return trouble.cordoned && some.filter(({ waits }) => waits).length < fewestStrained ? [] : some;
  });
}

/** It is on every node, and no pod. */
const kubelet = 'Service/kube-system/kubelet';

/** The workloads that had pods on the nodes by a topology. */
function placedOn(trouble: Trouble, topology: Topology): readonly string[] {
  if (!trouble.down && !trouble.cordoned) return [];
  const pods = [...trouble.nodes].flatMap((node) => topology.podsOn(node));
  const known = pods.flatMap((pod) => topology.surroundingsOf(pod)?.owners.slice(-1) ?? []);
  return [...known.map(refKey), kubelet];
}

/** What may have taken an episode of a workload: the last trouble that began before it, the first after it. */
function reaches(
  touches: readonly Touch[],
  withinMs: number,
): (one: Facts, workload: string) => readonly Hit[] {
  const lines = new Map(
    [...Map.groupBy(touches, ({ workload }) => workload)].map(([workload, some]) => [
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

function hitOf(one: Facts, { trouble, workload, lacking }: Touch): Hit {
  if (lacking !== undefined) {
    const reason = `${lacking} workloads lacked something when ${trouble.name} went, and where they run is not known`;
    return { trouble, reason };
  }
  if (workload === kubelet) return { trouble, reason: `a kubelet is on ${trouble.where}` };
  const had = one.pod ? 'had a pod' : 'has pods';
  return { trouble, reason: `${spoken(workload)} ${had} on ${trouble.where}` };
}

/** What nobody knows more of than that it was scraped stands for itself. */
function thingsOf({ workloads, instance }: Facts): readonly string[] {
  return workloads.length > 0 || instance === undefined ? workloads : [`instance ${instance}`];
}

/** Where nobody knows where things run: many lack something just when a node went. */
function burstsOf(
  free: readonly Facts[],
  { troubles, withinMs }: Around,
  known: readonly Touch[],
): readonly Touch[] {
  const unknown = new Timeline(
    free.filter((one) => !one.placed && (one.node === undefined || one.nodeByOther) && isLack(one)),
    startOf,
  );
  const touched = Map.groupBy(known, ({ trouble }) => trouble);
  return troubles
    .filter(({ down }) => down)
    .flatMap((trouble) => {
      const near = unknown.between(trouble.startMs - withinMs, trouble.startMs + withinMs);
      const own = new Set((touched.get(trouble) ?? []).map(({ workload }) => workload));
      const lacking = near.filter(({ workloads }) => !workloads.some((each) => own.has(each)));
      const some = Map.groupBy(
        lacking.flatMap((one) => thingsOf(one).map((workload) => ({ workload, symptom: one.symptom }))),
        ({ workload }) => workload,
      );
      if (some.size < fewestStrained) return [];
      return [...some].map(([workload, facts]) => ({
        ...{ trouble, workload, lacking: some.size },
        waits: facts.some(({ symptom }) => symptom === 'waiting'),
      }));
    });
}

/** The last that began before it; else the first that began after it. */
function nearest(one: Facts, hits: readonly Hit[]): Hit | undefined {
  const sorted = hits.toSorted((a, b) => a.trouble.startMs - b.trouble.startMs);
  return sorted.findLast(({ trouble }) => trouble.startMs <= startOf(one)) ?? sorted[0];
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}
