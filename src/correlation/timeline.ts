/** What is in order of time, to be asked what lies in a stretch of it. */
export class Timeline<T> {
  readonly #all: readonly T[];
  readonly #times: readonly number[];

  /** `all` has to be in order of time. */
  constructor(all: readonly T[], timeOf: (one: T) => number) {
    [this.#all, this.#times] = [all, all.map(timeOf)];
  }

  /** Both ends included. */
  between(fromMs: number, toMs: number): readonly T[] {
    return this.#all.slice(this.#firstFrom(fromMs), this.#firstAfter(toMs));
  }

  hasBetween(fromMs: number, toMs: number): boolean {
    return this.#firstFrom(fromMs) < this.#firstAfter(toMs);
  }

  countBetween(fromMs: number, toMs: number): number {
    return this.#firstAfter(toMs) - this.#firstFrom(fromMs);
  }

  /** The last that is not after it; of several at the same time the last. */
  lastUntil(ms: number): T | undefined {
    return this.#all[this.#firstAfter(ms) - 1];
  }

  /** The first that is after it. */
  firstAfter(ms: number): T | undefined {
    return this.#all[this.#firstAfter(ms)];
  }

  #firstFrom(ms: number): number {
    return this.#first((time) => time >= ms);
  }

  #firstAfter(ms: number): number {
    return this.#first((time) => time > ms);
  }

  // Halves what is left: with ten thousand alerts, looking through all of them for each would take minutes.
  #first(holds: (time: number) => boolean): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#times[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** A timeline for each key; something may have several keys, or none. `all` has to be in order of time. */
export function timelines<T>(
  all: readonly T[],
  timeOf: (one: T) => number,
  keysOf: (one: T) => readonly string[],
): ReadonlyMap<string, Timeline<T>> {
  const byKey = new Map<string, T[]>();
  for (const one of all) {
    for (const key of keysOf(one)) {
      const some = byKey.get(key);
      if (some) some.push(one);
      else byKey.set(key, [one]);
    }
  }
  return new Map([...byKey].map(([key, some]) => [key, new Timeline(some, timeOf)]));
}

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
