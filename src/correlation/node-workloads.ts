import type { Facts } from './facts.ts';
import { isLack } from './follows.ts';
import { spoken } from './found.ts';
import { type Around, type Touch, kubelet, thingsOf, touchesOf } from './node-touches.ts';
import { Timeline } from './timeline.ts';
import type { Taken, Trouble } from './troubles.ts';

interface Hit {
  readonly trouble: Trouble;
  readonly reason: string;
}

/** Takes what became of workloads that had pods there: too few of them, and replacements that wait elsewhere. */
export function workloadsTaken(facts: readonly Facts[], around: Around): void {
  const free = freeOf(facts, around.taken);
  const reachOf = reaches(touchesOf(free, around), around.withinMs);
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

function hitOf(one: Facts, { trouble, workload, lacking, moved }: Touch): Hit {
  if (lacking !== undefined) {
    const reason = `${lacking} workloads lacked something when ${trouble.name} went, and where they run is not known`;
    return { trouble, reason };
  }
  if (workload === kubelet) return { trouble, reason: `a kubelet is on ${trouble.where}` };
  if (moved) {
    const reason = `${spoken(workload)} waits since pods of other workloads left ${trouble.name}`;
    return { trouble, reason };
  }
  const had = one.pod ? 'had a pod' : 'has pods';
  return { trouble, reason: `${spoken(workload)} ${had} on ${trouble.where}` };
}

/** The last that began before it; else the first that began after it. */
function nearest(one: Facts, hits: readonly Hit[]): Hit | undefined {
  const sorted = hits.toSorted((a, b) => a.trouble.startMs - b.trouble.startMs);
  return sorted.findLast(({ trouble }) => trouble.startMs <= startOf(one)) ?? sorted[0];
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}
