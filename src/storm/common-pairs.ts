import type { Labels } from '../alert/alert.ts';

/**
 * What all members of a storm share is kept as ids of label and annotation pairs, which Lua can intersect by text.
 * An id is `l` or `a` and a 32-bit hash, so that it holds no comma and costs a few bytes whatever the pair's length.
 */
export type PairKind = 'l' | 'a';

/**
 * More of one alert than this are not compared: `fold` looks each of them up in each member, and an alert of thousands of
 * tiny labels would hold Redis up for seconds. Real ones have a few dozen, and a resource carries 64 of each kind.
 */
const mostIds = 128;

/** `,id,id,`: commas on both sides, so that a plain find can't match part of an id. */
export function pairIdsOf(labels: Labels, annotations: Labels): string {
  const all = [...idsOf('l', labels), ...idsOf('a', annotations)];
  // Of too many the smallest: two alerts that share pairs then mostly keep the same ones.
  const ids = all.length > mostIds ? all.toSorted().slice(0, mostIds) : all;
  return ids.length === 0 ? ',' : `,${ids.join(',')},`;
}

/** What all of these share, as `fold` would have it: `,id,id,`. */
export function commonIdsOf(alerts: readonly { labels: Labels; annotations: Labels }[]): string {
  let common: string[] | undefined;
  for (const { labels, annotations } of alerts) {
    const ids = new Set(pairIdsOf(labels, annotations).split(',').filter(Boolean));
    common = common?.filter((id) => ids.has(id)) ?? [...ids];
    if (common.length === 0) break;
  }
  return !common || common.length === 0 ? ',' : `,${common.join(',')},`;
}

/** Of these pairs, the ones whose ids are in `common`. */
export function keepCommon(kind: PairKind, pairs: Labels, common: ReadonlySet<string>): Labels {
  const kept = Object.entries(pairs).filter(([key, value]) => common.has(pairId(kind, key, value)));
  return Object.fromEntries(kept);
}

function idsOf(kind: PairKind, pairs: Labels): string[] {
  return Object.keys(pairs).map((name) => recentId(kind, name, pairs[name] ?? ''));
}

/** The last id made of each name: most pairs of an alert are those of the alert before it, and comparing is cheap. */
const recent: Record<PairKind, Map<string, { readonly value: string; readonly id: string }>> = {
  l: new Map(),
  a: new Map(),
};
/** A sender may write any name, and values of any length; real labels are a few hundred, and short. */
const [mostNames, longestKept] = [1000, 256];

function recentId(kind: PairKind, name: string, value: string): string {
  const known = recent[kind];
  const last = known.get(name);
  if (last?.value === value) return last.id;
  const id = pairId(kind, name, value);
  if (known.size >= mostNames) known.clear();
  if (value.length <= longestKept) known.set(name, { value, id });
  return id;
}

function pairId(kind: PairKind, name: string, value: string): string {
  // Of the name, a zero, and the value. Put together first, each text would be copied once more.
  return kind + (hashOn(hashOn(0x811c9dc5, `${name}\0`), value) >>> 0).toString(36);
}

/** FNV-1a over UTF-16 units, from where it stands on. */
function hashOn(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}
