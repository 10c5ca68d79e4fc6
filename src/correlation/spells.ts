/** Cuts what is in order of time into runs, none longer than that. */
export function spells<T>(some: readonly T[], timeOf: (one: T) => number, withinMs: number): T[][] {
  const found: T[][] = [];
  for (const one of some) {
    const last = found.at(-1);
    const [first] = last ?? [];
    if (last && first !== undefined && timeOf(one) - timeOf(first) <= withinMs) last.push(one);
    else found.push([one]);
  }
  return found;
}
