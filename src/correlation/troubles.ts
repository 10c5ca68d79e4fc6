import type { Topology } from '../alert/topology.ts';
import type { Facts } from './facts.ts';
import { Timeline, spells } from './timeline.ts';

/** Nodes in trouble that are one cause: mostly one, several where a zone is lost. */
export interface Trouble {
  readonly name: string;
  /** What became of each of the nodes, after a comma: `which is down`. */
  readonly which: string;
  /** The nodes for people: `node n1, which is down`. */
  readonly where: string;
  readonly nodes: ReadonlySet<string>;
  readonly startMs: number;
  /** The nodes are away; else they are short of something, or give their pods away. */
  readonly down: boolean;
  readonly cordoned: boolean;
  /** What is said of the nodes themselves. */
  readonly own: readonly Facts[];
}

/** Which trouble took what, and why: what is taken stays so. */
export type Taken = Map<Facts, { readonly trouble: Trouble; readonly reason: string }>;

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
  const cordoned = !down && own.some(({ symptom }) => symptom === 'cordoned');
  const which = down
    ? 'which is down'
    : cordoned
      ? 'which takes no more pods'
      : 'which is short of something';
  return {
    ...{ name: `node ${node}`, which, where: `node ${node}, ${which}` },
    ...{ nodes: new Set([node]), down, cordoned, own },
    startMs: own[0]?.episode.startsAtMs ?? 0,
  };
}

const address = /^[\d.:a-f]+$/i;

/** One node by its name and one by an address that nobody knows, at the same time, are one. */
function sameNode(single: readonly Trouble[]): readonly Trouble[] {
  const isAddress = ({ nodes }: Trouble) => [...nodes].every((node) => address.test(node));
  const unknown = single.filter(isAddress).toSorted((a, b) => a.startMs - b.startMs);
  const named = single.filter((one) => !isAddress(one));
  const merged = twinsOf(unknown, named);
  const paired = new Set(merged.values());
  return [
    ...unknown.filter((one) => !paired.has(one)),
    ...named.map((one) => {
      const twin = merged.get(one);
      return twin ? joined(one, [one, twin]) : one;
    }),
  ];
}

/** By the node with a name, the one with an address that is alone at that time, as it is itself. */
function twinsOf(unknown: readonly Trouble[], named: readonly Trouble[]): ReadonlyMap<Trouble, Trouble> {
  const addresses = new Timeline(unknown, ({ startMs }) => startMs);
  const own = named.flatMap((trouble) => trouble.own.map((one) => ({ trouble, one })));
  const said = new Timeline(
    own.toSorted((a, b) => a.one.order - b.one.order),
    ({ one }) => one.episode.startsAtMs,
  );
  const pairs = unknown.flatMap((one) => {
    const [from, to] = [one.startMs - togetherMs, one.startMs + togetherMs];
    // Asked first: where an address is alone in its time, few look at the same names.
    if (addresses.countBetween(from, to) > 1) return [];
    const near = new Set(said.between(from, to).map(({ trouble }) => trouble));
    const [only] = near;
    return only && near.size === 1 ? [[only, one] as const] : [];
  });
  return new Map(pairs);
}

/** So many do not go by chance at the same time, whatever they have in common. */
const fewestAtOnce = 3;

function severalAtOnce(troubles: readonly Trouble[]): readonly Trouble[] {
  const sorted = troubles.toSorted((a, b) => a.startMs - b.startMs);
  return spells(sorted, ({ startMs }) => startMs, togetherMs).flatMap((near) =>
    near.length < fewestAtOnce
      ? near
      : [
          joined(
            {
              name: `${near.length} nodes at once`,
              which: `one of ${near.length} that went at once`,
              where: `${near.length} nodes that went at once`,
            },
            near,
          ),
        ],
  );
}

function joined(
  { name, which, where }: Pick<Trouble, 'name' | 'which' | 'where'>,
  some: readonly Trouble[],
): Trouble {
  return {
    ...{ name, which, where, down: true, cordoned: false },
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
  const name = `zone ${zone}`;
  return [joined({ name, which: `which went with ${name}`, where: `nodes of ${name}, which went` }, near)];
}
