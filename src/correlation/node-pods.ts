import { refKey } from '../alert/topology.ts';
import type { Symptom } from '../rules/correlation.ts';
import type { Facts } from './facts.ts';
import { type Timeline, timelines } from './timeline.ts';
import type { Taken, Trouble } from './troubles.ts';

/** A strained node is no more than a neighbour until things of so many workloads on it complain. */
export const fewestStrained = 3;

/**
 * Takes pods on the nodes, unless their workload fails by its own fault, and what else is said of nodes that are down. The
 * first trouble that may takes it.
 */
export function podsTaken(
  facts: readonly Facts[],
  troubles: readonly Trouble[],
  taken: Taken,
  withinMs: number,
): void {
  const able = facts.filter(({ symptom, node }) => symptom !== 'apart' && node !== undefined);
  const nodeOf = ({ node = '' }: Facts) => [node];
  const pods = timelines(
    able.filter(({ pod }) => pod),
    startOf,
    nodeOf,
  );
  const own = timelines(
    able.filter(({ aboutNode }) => aboutNode),
    startOf,
    nodeOf,
  );
  const faults = new Faults(facts);
  for (const trouble of troubles) {
    const free = (lines: typeof pods) => nearOn(lines, trouble, withinMs).filter((one) => !taken.has(one));
    if (trouble.down) for (const one of free(own)) taken.set(one, { trouble, reason: itselfReason(one) });
    const there = free(pods).filter((one) => suits(one, trouble, faults));
    const workloads = new Set(there.flatMap((one) => one.workloads));
    if (!trouble.down && workloads.size < fewestStrained) continue;
    for (const one of there)
      taken.set(one, { trouble, reason: `its pod runs on node ${one.node}, ${trouble.which}` });
  }
}

function nearOn(
  lines: ReadonlyMap<string, Timeline<Facts>>,
  { nodes, startMs }: Trouble,
  withinMs: number,
): readonly Facts[] {
  return [...nodes].flatMap((node) => lines.get(node)?.between(startMs - withinMs, startMs + withinMs) ?? []);
}

export function itselfReason({ node }: Facts): string {
  return `it is about node ${node} itself`;
}

function startOf({ episode }: Facts): number {
  return episode.startsAtMs;
}

function suits(one: Facts, trouble: Trouble, faults: Faults): boolean {
  if (trouble.down) return suitsDown(one) || (isAgent(one) && !faults.isElsewhere(one, trouble));
  if (trouble.cordoned || one.episode.startsAtMs < trouble.startMs) return false;
  if (faults.isSaid('failing', one) && !faults.isSaid('strained', one)) return false;
  return !faults.isElsewhere(one, trouble);
}

/** What does not answer cannot tell that a container ends again and again, or of its processor. */
function suitsDown({ symptom }: Facts): boolean {
  return symptom !== 'failing' && symptom !== 'strained';
}

/** What runs on every node may be what a node needs: its network, its volumes. */
function isAgent({ workloads }: Facts): boolean {
  return workloads.some((each) => each.startsWith('DaemonSet/'));
}

/** What is said of pods, and whose pods fail where. */
class Faults {
  readonly #said = new Map<string, Set<Symptom>>();
  /** How many alerts of failing pods there are, by workload, and by workload and node. */
  readonly #failing = new Map<string, number>();

  constructor(facts: readonly Facts[]) {
    for (const one of facts) {
      if (!one.pod) continue;
      const key = refKey(one.pod);
      this.#said.set(key, (this.#said.get(key) ?? new Set()).add(one.symptom));
      if (one.symptom === 'failing') this.#count(one);
    }
  }

  #count({ workloads, node }: Facts): void {
    for (const workload of workloads)
      for (const key of node === undefined ? [workload] : [workload, `${workload} ${node}`])
        this.#failing.set(key, (this.#failing.get(key) ?? 0) + 1);
  }

  /** Whether that is said of the pod. What ends one that is short of something is no fault of its own. */
  isSaid(symptom: Symptom, { pod }: Facts): boolean {
    return pod !== undefined && (this.#said.get(refKey(pod))?.has(symptom) ?? false);
  }

  /** Whether more pods of its workload fail on other nodes than there. */
  isElsewhere({ workloads }: Facts, { nodes }: Trouble): boolean {
    return workloads.some((workload) => {
      const there = [...nodes].map((node) => this.#failing.get(`${workload} ${node}`) ?? 0);
      const all = this.#failing.get(workload) ?? 0;
      return all > 2 * there.reduce((sum, count) => sum + count, 0);
    });
  }
}
