import type { Topology } from '../alert/topology.ts';
import type { Cause, CorrelationSettings } from './correlate.ts';
import type { Facts } from './facts.ts';

/** Nodes in trouble that are one cause: mostly one, several where a zone is lost. */
interface Trouble {
  readonly nodes: ReadonlySet<string>;
  readonly name: string;
  readonly startMs: number;
  readonly down: boolean;
  readonly own: readonly Facts[];
}

/** Causes that are nodes, with what depends on them. */
export function nodeCauses(facts: readonly Facts[], topology: Topology, settings: CorrelationSettings): readonly Cause[] {
  const troubles = troublesOf(facts, topology, settings);
  const taken = new Map<Trouble, Map<string, string>>();
  const owner = new Map<string, Trouble>();
  const take = (trouble: Trouble, { episode }: Facts, reason: string) => {
    if (owner.has(episode.id)) return;
    owner.set(episode.id, trouble);
    const members = taken.get(trouble) ?? new Map<string, string>();
    taken.set(trouble, members.set(episode.id, reason));
  };
  for (const trouble of troubles) for (const one of trouble.own) take(trouble, one, `about node ${one.node}`);
  for (const trouble of troubles) takePods(facts, trouble, settings, owner, take);
  for (const trouble of troubles) takeWorkloads(facts, trouble, topology, settings, owner, take);
  return troubles.map((trouble) => ({
    name: trouble.name,
    members: [...(taken.get(trouble) ?? [])].map(([id, reason]) => ({ id, reason })),
  }));
}

type Take = (trouble: Trouble, facts: Facts, reason: string) => void;

function troublesOf(facts: readonly Facts[], topology: Topology, { withinMs }: CorrelationSettings): readonly Trouble[] {
  const harmful = facts.filter(({ aboutNode, symptom, node }) => node !== undefined && aboutNode && (symptom === 'down' || symptom === 'strained'));
  const single = [...Map.groupBy(harmful, ({ node }) => node ?? '')].flatMap(([node, own]) => spells(own, withinMs).map((spell): Trouble => {
    const down = spell.some(({ symptom }) => symptom === 'down');
    return { nodes: new Set([node]), name: `Node ${node}`, startMs: spell[0]?.episode.startsAtMs ?? 0, down, own: spell };
  }));
  return zonesOf(single, topology).toSorted((a, b) => Number(b.down) - Number(a.down) || a.startMs - b.startMs || (a.name < b.name ? -1 : 1));
}

/** In order of beginning; a new one begins after a pause. */
function spells(facts: readonly Facts[], withinMs: number): Facts[][] {
  const found: Facts[][] = [];
  for (const one of facts) {
    const last = found.at(-1);
    const [first] = last ?? [];
    if (last && first && one.episode.startsAtMs - first.episode.startsAtMs <= withinMs) last.push(one);
    else found.push([one]);
  }
  return found;
}

/** Nodes of one zone that go down together are a zone that does. */
const togetherMs = 30_000;

function zonesOf(single: readonly Trouble[], topology: Topology): readonly Trouble[] {
  const zoneOf = ({ nodes }: Trouble) => {
    const [node = ''] = nodes;
    return topology.surroundingsOf({ kind: 'Node', name: node })?.zone;
  };
  const merged: Trouble[] = [];
  for (const [zone, some] of Map.groupBy(single.filter(({ down }) => down), zoneOf)) {
    if (zone === undefined) {
      merged.push(...some);
      continue;
    }
    for (const near of Object.values(Object.groupBy(some, ({ startMs }) => Math.floor((startMs - (some[0]?.startMs ?? 0)) / togetherMs)))) {
      if (!near || near.length === 1) merged.push(...(near ?? []));
      else merged.push({
        nodes: new Set(near.flatMap(({ nodes }) => [...nodes])),
        name: `Zone ${zone}`,
        startMs: Math.min(...near.map(({ startMs }) => startMs)),
        down: true,
        own: near.flatMap(({ own }) => own),
      });
    }
  }
  return [...merged, ...single.filter(({ down }) => !down)];
}

function isNear({ episode }: Facts, { startMs }: Trouble, withinMs: number): boolean {
  return Math.abs(episode.startsAtMs - startMs) <= withinMs;
}

/** Pods on the nodes, unless their workload fails by its own fault. */
function takePods(facts: readonly Facts[], trouble: Trouble, { withinMs }: CorrelationSettings, owner: ReadonlyMap<string, Trouble>, take: Take): void {
  for (const one of facts) {
    if (owner.has(one.episode.id) || one.aboutNode || !one.pod || one.symptom === 'apart') continue;
    if (one.node === undefined || !trouble.nodes.has(one.node) || !isNear(one, trouble, withinMs)) continue;
    // What does not answer cannot tell that a container ends again and again.
    if (trouble.down && one.symptom === 'failing') continue;
    if (failsElsewhere(one, facts, trouble)) continue;
    take(trouble, one, `its pod runs on node ${one.node}`);
  }
}

function failsElsewhere(one: Facts, facts: readonly Facts[], trouble: Trouble): boolean {
  const others = facts.filter((other) => other.symptom === 'failing' && other.pod && shares(one, other));
  const elsewhere = others.filter(({ node }) => node === undefined || !trouble.nodes.has(node));
  return elsewhere.length > others.length - elsewhere.length;
}

function shares(one: Facts, other: Facts): boolean {
  return one.workloads.some((workload) => other.workloads.includes(workload));
}

/** What became of the workloads that had pods there: too few of them, replacements that wait elsewhere. */
function takeWorkloads(facts: readonly Facts[], trouble: Trouble, topology: Topology, { withinMs }: CorrelationSettings, owner: ReadonlyMap<string, Trouble>, take: Take): void {
  const touched = new Set(facts.filter(({ episode, pod }) => pod && owner.get(episode.id) === trouble).flatMap(({ workloads }) => workloads));
  const failing = new Set(facts.filter(({ episode, pod, symptom }) => pod && symptom === 'failing' && !owner.has(episode.id)).flatMap(({ workloads }) => workloads));
  for (const one of facts) {
    if (owner.has(one.episode.id) || one.aboutNode || one.symptom === 'apart' || one.symptom === 'failing') continue;
    if (!isNear(one, trouble, withinMs)) continue;
    const hit = one.workloads.find((workload) => touched.has(workload));
    if (hit === undefined || failing.has(hit)) continue;
    take(trouble, one, one.pod ? `a replacement for a pod of ${hit} on ${trouble.name}` : `${hit} has pods on ${trouble.name}`);
  }
}
