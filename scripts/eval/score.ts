import { type KnownIncident, type MemberKey, firingsOf, keyOf } from './incident.ts';

/** Counts of one method on one incident, or on several: they add up. */
export interface Score {
  readonly alerts: number;
  readonly causes: number;
  readonly items: number;
  /** Alerts that no item named. */
  readonly missing: number;
  /** Items that hold alerts of two or more causes. */
  readonly mixed: number;
  /** Causes with alerts in two or more items. */
  readonly split: number;
  /** Pairs of alerts in one item. */
  readonly predictedPairs: number;
  /** Pairs of alerts that share a cause. */
  readonly truePairs: number;
  /** Pairs that are both. */
  readonly hitPairs: number;
}

export interface Rates {
  readonly reduction: number;
  /** Of the pairs in one item, the share that has one cause; 1 when there is no such pair. */
  readonly precision: number;
  /** Of the pairs that have one cause, the share in one item; 1 when there is no such pair. */
  readonly recall: number;
}

/** The cause of each alert that is scored: those that were delivered as firing, on the incident's path. */
function causesOf({ incident, truth }: KnownIncident): ReadonlyMap<MemberKey, string> {
  const members = Object.entries(truth.causes).flatMap(([cause, { members: all }]) =>
    all.map((member) => ({ cause, member })),
  );
  const single = truth.unrelated.map((member) => ({ cause: member.causeId, member }));
  const scored = [...members, ...single].filter(({ member }) => member.firingOn.includes(incident.path));
  return new Map(scored.map(({ cause, member }) => [keyOf(member), cause]));
}

/**
 * How well the items match the causes. An item may name alerts that are not scored, such as a Watchdog or what came only as
 * resolved; naming one alert twice, or one that never came, is an error.
 */
export function scoreOf(known: KnownIncident, items: readonly (readonly MemberKey[])[]): Score {
  const causes = causesOf(known);
  refuseUnknown(known, items);
  refuseTwice(items);
  const scored = items
    .map((item) => [...new Set(item)].filter((key) => causes.has(key)))
    .filter((item) => item.length > 0);
  const named = new Set(scored.flat());
  const missing = [...causes.keys()].filter((key) => !named.has(key));
  const all = [...scored, ...missing.map((key) => [key])];
  const causesIn = all.map((item) => item.map((key) => causes.get(key) ?? ''));
  const places = Map.groupBy(
    causesIn.flatMap((some) => [...new Set(some)]),
    (cause) => cause,
  );
  return {
    ...{ alerts: causes.size, causes: places.size, items: all.length, missing: missing.length },
    mixed: causesIn.filter((some) => new Set(some).size > 1).length,
    split: [...places.values()].filter((some) => some.length > 1).length,
    predictedPairs: sum(all.map(({ length }) => pairs(length))),
    truePairs: pairsOfOneCause([...causes.values()]),
    hitPairs: sum(causesIn.map(pairsOfOneCause)),
  };
}

export function ratesOf({ alerts, items, predictedPairs, truePairs, hitPairs }: Score): Rates {
  return {
    reduction: alerts === 0 ? 0 : 1 - items / alerts,
    precision: predictedPairs === 0 ? 1 : hitPairs / predictedPairs,
    recall: truePairs === 0 ? 1 : hitPairs / truePairs,
  };
}

/** Pairs are counted within an incident only; over several, the counts are added up. */
export function sumOf(scores: readonly Score[]): Score {
  const total = (pick: (score: Score) => number) => sum(scores.map(pick));
  return {
    alerts: total(({ alerts }) => alerts),
    causes: total(({ causes }) => causes),
    items: total(({ items }) => items),
    missing: total(({ missing }) => missing),
    mixed: total(({ mixed }) => mixed),
    split: total(({ split }) => split),
    predictedPairs: total(({ predictedPairs }) => predictedPairs),
    truePairs: total(({ truePairs }) => truePairs),
    hitPairs: total(({ hitPairs }) => hitPairs),
  };
}

/** How many alerts share an item with another one. Where nothing shares a cause, there should be none. */
export function together(known: KnownIncident, items: readonly (readonly MemberKey[])[]): number {
  const firings = firingsOf(known.incident);
  const counted = items.map((item) => new Set(item.filter((key) => firings.has(key))).size);
  return sum(counted.filter((size) => size > 1));
}

function refuseUnknown(
  { recorded, incident }: KnownIncident,
  items: readonly (readonly MemberKey[])[],
): void {
  const came = new Set(recorded.flatMap(({ body }) => body.alerts.map(keyOf)));
  const unknown = items.flat().find((key) => !came.has(key));
  if (unknown !== undefined) throw new Error(`${incident.name}: an item names ${unknown}, which never came`);
}

function refuseTwice(items: readonly (readonly MemberKey[])[]): void {
  const seen = new Set<MemberKey>();
  for (const item of items.map((keys) => new Set(keys))) {
    const twice = [...item].find((key) => seen.has(key));
    if (twice !== undefined) throw new Error(`two items name ${twice}`);
    for (const key of item) seen.add(key);
  }
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function pairsOfOneCause(causes: readonly string[]): number {
  return sum([...Map.groupBy(causes, (cause) => cause).values()].map(({ length }) => pairs(length)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
