/** Numbers from 0 to below 1 that follow from the seed alone: mulberry32, good enough to spread alerts, for nothing else. */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of them, each at most once, in the order in which they stood. */
export function pick<T>(items: readonly T[], count: number, random: Random): readonly T[] {
  const drawn = items.map((item, index) => ({ item, index, at: random() }));
  const chosen = drawn.sort((a, b) => a.at - b.at).slice(0, count);
  return chosen.sort((a, b) => a.index - b.index).map(({ item }) => item);
}
