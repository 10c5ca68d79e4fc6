import { type Topology, refKey } from '../alert/topology.ts';
import type { Facts } from './facts.ts';
import { isLack } from './follows.ts';
import { fewestStrained } from './node-pods.ts';
import { Timeline, timelines } from './timeline.ts';
import type { Taken, Trouble } from './troubles.ts';

export interface Around {
  readonly topology: Topology;
  readonly troubles: readonly Trouble[];
  readonly taken: Taken;
  readonly withinMs: number;
}

/** A trouble with a workload that had pods there. */
export interface Touch {
  readonly trouble: Trouble;
  readonly workload: string;
  /** Something of that workload waits in its time. */
  readonly waits: boolean;
  /** Where nobody knows where it runs: so many lack something in the same time. */
  readonly lacking?: number;
  /** It may have had pods there: they keep their names, so that a topology knows no more where they were. */
  readonly moved?: true;
}

/** Which troubles touched what: every workload that had pods on their nodes, or most likely had. */
export function touchesOf(free: readonly Facts[], around: Around): readonly Touch[] {
  const known = knownTouches(free, around);
  return [...known, ...burstsOf(free, around, known)];
}

/** It is on every node, and no pod. */
export const kubelet = 'Service/kube-system/kubelet';

/** By what a topology knows, and by pods that were taken. */
function knownTouches(
  free: readonly Facts[],
  { topology, troubles, taken, withinMs }: Around,
): readonly Touch[] {
  const waiting = timelines(
    free.filter(({ symptom }) => symptom === 'waiting'),
    startOf,
    ({ workloads }) => workloads,
  );
  const sets = new Timeline(
    free.filter(
      ({ symptom, placed, pod, workloads }) =>
        symptom === 'waiting' && placed && pod && workloads.some((each) => each.startsWith('StatefulSet/')),
    ),
    startOf,
  );
  const pods = Map.groupBy(taken, ([, { trouble }]) => trouble);
  return troubles.flatMap((trouble) => {
    const own = (pods.get(trouble) ?? []).flatMap(([one]) => (one.pod ? one.workloads : []));
    const known = new Set([...own, ...placedOn(trouble, topology)]);
    const some = [...known].map((workload) => {
      const line = waiting.get(workload);
      const waits = line?.hasBetween(trouble.startMs - withinMs, trouble.startMs + withinMs) ?? false;
      return { trouble, workload, waits };
    });
    // A node that only takes no more pods is no cause of what a few lack.
    if (some.filter(({ waits }) => waits).length < fewestStrained) return trouble.cordoned ? [] : some;
    const near = sets.between(trouble.startMs, trouble.startMs + withinMs);
    return trouble.down || trouble.cordoned ? [...some, ...movedFrom(trouble, near, known)] : some;
  });
}

/** Where pods of several workloads had to go, those of StatefulSets that wait elsewhere most likely had to go too. */
function movedFrom(trouble: Trouble, near: readonly Facts[], known: ReadonlySet<string>): readonly Touch[] {
  const sets = new Set(near.flatMap(({ workloads }) => workloads));
  return [...sets.difference(known)].map((workload) => ({ trouble, workload, waits: true, moved: true }));
}

/** The workloads that had pods on the nodes by a topology. */
function placedOn(trouble: Trouble, topology: Topology): readonly string[] {
  if (!trouble.down && !trouble.cordoned) return [];
  const pods = [...trouble.nodes].flatMap((node) => topology.podsOn(node));
  const known = pods.flatMap((pod) => topology.surroundingsOf(pod)?.owners.slice(-1) ?? []);
  return [...known.map(refKey), kubelet];
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

/** What nobody knows more of than that it was scraped stands for itself. */
export function thingsOf({ workloads, instance }: Facts): readonly string[] {
  return workloads.length > 0 || instance === undefined ? workloads : [`instance ${instance}`];
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}
