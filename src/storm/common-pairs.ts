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

/** Of these pairs, the ones whose ids are in `common`. */
export function keepCommon(kind: PairKind, pairs: Labels, common: ReadonlySet<string>): Labels {
  const kept = Object.entries(pairs).filter(([key, value]) => common.has(pairId(kind, key, value)));
  return Object.fromEntries(kept);
}

function idsOf(kind: PairKind, pairs: Labels): string[] {
  return Object.entries(pairs).map(([key, value]) => pairId(kind, key, value));
}

function pairId(kind: PairKind, key: string, value: string): string {
  return kind + fnv32(`${key}\0${value}`).toString(36);
}

function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
