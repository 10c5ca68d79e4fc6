import type { Topology } from '../alert/topology.ts';
import type { Facts } from './facts.ts';
import { spells } from './spells.ts';

/** Nodes in trouble that are one cause: mostly one, several where a zone is lost. */
export interface Trouble {
  readonly name: string;
  readonly nodes: ReadonlySet<string>;
  readonly startMs: number;
  /** The nodes are away; else they are short of something, or give their pods away. */
  readonly down: boolean;
  readonly cordoned: boolean;
  /** What is said of the nodes themselves. */
  readonly own: readonly Facts[];
}

/** Nodes of one zone that go down within this are a zone that does. */
const togetherMs = 60_000;

/** The strongest and the earliest first. */
export function troublesOf(
  facts: readonly Facts[],
  topology: Topology,
  withinMs: number,
): readonly Trouble[] {
  const harmful = facts.filter(
    ({ aboutNode, symptom }) => aboutNode && ['down', 'cordoned', 'strained'].includes(symptom),
  );
  const single = [...Map.groupBy(harmful, ({ node = '' }) => node)].flatMap(([node, own]) =>
    spells(own, (one) => one.episode.startsAtMs, withinMs).map((spell) => troubleOf(node, spell)),
  );
  const [down, strained] = [single.filter((one) => one.down), single.filter((one) => !one.down)];
  return [...severalAtOnce(zonesOf(sameNode(down), topology)), ...strained].toSorted(
    (a, b) => Number(b.down) - Number(a.down) || a.startMs - b.startMs || (a.name < b.name ? -1 : 1),
  );
}

function troubleOf(node: string, own: readonly Facts[]): Trouble {
  const down = own.some(({ symptom }) => symptom === 'down');
  return {
    ...{ name: `node ${node}`, nodes: new Set([node]), down, own },
    cordoned: !down && own.some(({ symptom }) => symptom === 'cordoned'),
    startMs: Math.min(...own.map(({ episode }) => episode.startsAtMs)),
  };
}

const address = /^[\d.:a-f]+$/i;

/** One node by its name and one by an address that nobody knows, at the same time, are one. */
function sameNode(single: readonly Trouble[]): readonly Trouble[] {
  const isAddress = ({ nodes }: Trouble) => [...nodes].every((node) => address.test(node));
  const [unknown, named] = [single.filter(isAddress), single.filter((one) => !isAddress(one))];
  const pairs = unknown.map((one) => {
    const near = named.filter(({ own }) =>
      own.some(({ episode }) => Math.abs(episode.startsAtMs - one.startMs) <= togetherMs),
    );
    const rivals = unknown.filter(({ startMs }) => Math.abs(startMs - one.startMs) <= togetherMs);
    return { one, other: near.length === 1 && rivals.length === 1 ? near[0] : undefined };
  });
  const merged = new Map(pairs.flatMap(({ one, other }) => (other ? [[other, one] as const] : [])));
  return [
    ...pairs.flatMap(({ one, other }) => (other ? [] : [one])),
    ...named.map((one) => {
      const twin = merged.get(one);
      return twin ? joined(one.name, [one, twin]) : one;
    }),
  ];
}

/** So many do not go by chance at the same time, whatever they have in common. */
const fewestAtOnce = 3;

function severalAtOnce(troubles: readonly Trouble[]): readonly Trouble[] {
  const sorted = troubles.toSorted((a, b) => a.startMs - b.startMs);
  return spells(sorted, ({ startMs }) => startMs, togetherMs).flatMap((near) =>
    near.length < fewestAtOnce ? near : [joined(`${near.length} nodes at once`, near)],
  );
}

function joined(name: string, some: readonly Trouble[]): Trouble {
  return {
    ...{ name, down: true, cordoned: false },
    nodes: new Set(some.flatMap(({ nodes }) => [...nodes])),
    startMs: Math.min(...some.map(({ startMs }) => startMs)),
    own: some.flatMap(({ own }) => own),
  };
}

function zonesOf(single: readonly Trouble[], topology: Topology): readonly Trouble[] {
  const zones = Map.groupBy(single, ({ nodes }) => {
    const [name = ''] = nodes;
    return topology.surroundingsOf({ kind: 'Node', name })?.zone;
  });
  return [...zones].flatMap(([zone, some]) =>
    zone === undefined
      ? some
      : spells(
          some.toSorted((a, b) => a.startMs - b.startMs),
          ({ startMs }) => startMs,
          togetherMs,
        )
          .map((near) => lostZone(zone, near, topology))
          .flat(),
  );
}

// Two nodes of a large zone may go by chance.
function lostZone(zone: string, near: readonly Trouble[], topology: Topology): readonly Trouble[] {
  if (near.length < 2 || near.length * 2 <= topology.nodesIn(zone).length) return near;
  return [joined(`zone ${zone}`, near)];
}
