import { type Topology, refKey } from '../alert/topology.ts';
import type { Cause, CorrelationSettings } from './cause.ts';
import type { Facts } from './facts.ts';
import { type Trouble, troublesOf } from './troubles.ts';

/** A strained node is no more than a neighbour until things of so many workloads on it complain. */
const fewestStrained = 3;

/** Causes that are nodes, with what depends on them. */
export function nodeCauses(
  facts: readonly Facts[],
  topology: Topology,
  { withinMs }: CorrelationSettings,
): readonly Cause[] {
  const troubles = troublesOf(facts, topology, withinMs);
  const taking = new Taking(facts, topology, withinMs);
  for (const trouble of troubles)
    for (const one of trouble.own) taking.take(trouble, one, `it is about the ${trouble.name}`);
  for (const trouble of troubles) taking.pods(trouble);
  taking.workloads(troubles);
  return troubles.map((trouble) => ({
    kind: 'node',
    name: trouble.name,
    members: taking.membersOf(trouble),
  }));
}

interface Hit {
  readonly trouble: Trouble;
  readonly one: Facts;
  readonly reason: string;
}

function isLack({ symptom }: Facts): boolean {
  return symptom === 'waiting' || symptom === 'down';
}

/** The last that began before it; else the first that began after it. */
function nearest({ episode }: Facts, hits: readonly Hit[]): Hit {
  const before = hits.filter(({ trouble }) => trouble.startMs <= episode.startsAtMs);
  const sorted = (before.length > 0 ? before : hits).toSorted(
    (a, b) => a.trouble.startMs - b.trouble.startMs,
  );
  const best = before.length > 0 ? sorted.at(-1) : sorted[0];
  if (!best) throw new RangeError('none of nothing is the nearest');
  return best;
}

/** Who takes what: an episode that is taken stays so. */
class Taking {
  readonly #facts: readonly Facts[];
  readonly #topology: Topology;
  readonly #withinMs: number;
  readonly #owners = new Map<Facts, { readonly trouble: Trouble; readonly reason: string }>();

  constructor(facts: readonly Facts[], topology: Topology, withinMs: number) {
    [this.#facts, this.#topology, this.#withinMs] = [facts, topology, withinMs];
  }

  take(trouble: Trouble, one: Facts, reason: string): void {
    this.#owners.set(one, { trouble, reason });
  }

  membersOf(trouble: Trouble): Cause['members'] {
    return [...this.#owners]
      .filter(([, owner]) => owner.trouble === trouble)
      .map(([{ episode }, { reason }]) => ({ id: episode.id, reason }));
  }

  /** Pods on the nodes, unless their workload fails by its own fault. */
  pods(trouble: Trouble): void {
    const there = this.#near(trouble).filter(
      (one) => one.pod && one.node !== undefined && trouble.nodes.has(one.node) && this.#suits(one, trouble),
    );
    const workloads = new Set(there.flatMap((one) => one.workloads));
    if (!trouble.down && workloads.size < fewestStrained) return;
    for (const one of there) this.take(trouble, one, `its pod is on node ${one.node}`);
  }

  #suits(one: Facts, trouble: Trouble): boolean {
    // What does not answer cannot tell that a container ends again and again, or of its processor.
    if (trouble.down) return one.symptom !== 'failing' && one.symptom !== 'strained';
    if (trouble.cordoned || one.episode.startsAtMs < trouble.startMs) return false;
    if (this.#says('failing', one) && !this.#says('strained', one)) return false;
    return !this.#failsElsewhere(one, trouble);
  }

  /** Whether that is said of the pod. What ends one that is short of something is no fault of its own. */
  #says(symptom: Facts['symptom'], { pod }: Facts): boolean {
    const key = pod && refKey(pod);
    return this.#facts.some((other) => other.symptom === symptom && other.pod && refKey(other.pod) === key);
  }

  #failsElsewhere(one: Facts, { nodes }: Trouble): boolean {
    const failing = this.#facts.filter(({ symptom, pod }) => symptom === 'failing' && pod);
    const own = failing.filter((other) => other.workloads.some((each) => one.workloads.includes(each)));
    const elsewhere = own.filter(({ node }) => node === undefined || !nodes.has(node));
    return elsewhere.length > own.length - elsewhere.length;
  }

  /** What became of workloads that had pods there: too few of them, and replacements that wait elsewhere. */
  workloads(troubles: readonly Trouble[]): void {
    const failing = this.#failing();
    const hits = troubles.flatMap((trouble) => this.#hitsOf(trouble, failing));
    for (const [one, own] of Map.groupBy(hits, (hit) => hit.one)) {
      const { trouble, reason } = nearest(one, own);
      this.take(trouble, one, reason);
    }
  }

  #hitsOf(trouble: Trouble, failing: ReadonlySet<string>): readonly Hit[] {
    const touched = this.#touchedBy(trouble);
    const free = this.#near(trouble).filter(({ workloads }) => !workloads.some((each) => failing.has(each)));
    const hits = free.flatMap((one) => {
      const hit = one.workloads.find((workload) => touched.has(workload));
      return hit === undefined ? [] : [{ one, hit }];
    });
    const waiting = new Set(hits.flatMap(({ one, hit }) => (one.symptom === 'waiting' ? [hit] : [])));
    if (trouble.cordoned && waiting.size < fewestStrained) return [];
    const known = hits
      .filter(({ one }) => !trouble.cordoned || one.episode.startsAtMs >= trouble.startMs)
      // What is slow or fails in other ways may do so for any reason, unless it lacks pods as well.
      .filter(
        ({ one, hit }) =>
          isLack(one) ||
          (one.symptom === 'other' && (waiting.has(hit) || (trouble.down && /^(Cron)?Job\//.test(hit)))),
      )
      .map(({ one, hit }) => ({
        trouble,
        one,
        reason: `${hit} ${one.pod ? 'had a pod' : 'has pods'} on the ${trouble.name}`,
      }));
    return [...known, ...this.#burstOf(trouble, free, new Set(known.map(({ one }) => one)))];
  }

  /** Where nobody knows where things run: many lack something just when a node went. */
  #burstOf(trouble: Trouble, free: readonly Facts[], known: ReadonlySet<Facts>): readonly Hit[] {
    if (!trouble.down) return [];
    const unknown = free.filter(
      (one) => !known.has(one) && !one.placed && one.node === undefined && isLack(one),
    );
    const workloads = new Set(unknown.flatMap((one) => one.workloads));
    if (workloads.size < fewestStrained) return [];
    const reason = `${workloads.size} workloads lacked something when the ${trouble.name} went, and where they run is not known`;
    return unknown.map((one) => ({ trouble, one, reason }));
  }

  #touchedBy(trouble: Trouble): ReadonlySet<string> {
    const taken = [...this.#owners].flatMap(([{ pod, workloads }, owner]) =>
      pod && owner.trouble === trouble ? workloads : [],
    );
    if (!trouble.down && !trouble.cordoned) return new Set(taken);
    const pods = [...trouble.nodes].flatMap((node) => this.#topology.podsOn(node));
    const known = pods.flatMap((pod) => this.#topology.surroundingsOf(pod)?.owners.slice(-1) ?? []);
    // The kubelet is on every node, and no pod.
    return new Set([...taken, ...known.map(refKey), 'Service/kube-system/kubelet']);
  }

  /** Workloads with pods that end by their own fault, and that no node is to blame for. */
  #failing(): ReadonlySet<string> {
    const own = this.#facts.filter((one) => one.pod && one.symptom === 'failing' && !this.#owners.has(one));
    return new Set(own.flatMap(({ workloads }) => workloads));
  }

  #near(trouble: Trouble): readonly Facts[] {
    return this.#facts.filter(
      (one) =>
        !this.#owners.has(one) &&
        !one.aboutNode &&
        one.symptom !== 'apart' &&
        Math.abs(one.episode.startsAtMs - trouble.startMs) <= this.#withinMs,
    );
  }
}
