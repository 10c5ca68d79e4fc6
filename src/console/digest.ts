import type { Storm, StormMember } from '../storm/storm.ts';

/** Most bars that a storm's timeline has. */
const mostBins = 300;
const shortestBinMs = 1000;

/** When a storm's alerts arrived, and what they are about. Built up from its members in order of arrival. */
export class StormDigest {
  readonly binMs: number;
  readonly #openedAt: number;
  readonly #bins: number[] = [];
  readonly #resources = new Set<string>();
  readonly #kinds = new Map<string, number>();
  #read = 0;

  constructor({ openedAt, sealAt, terms }: Pick<Storm, 'openedAt' | 'sealAt' | 'terms'>) {
    // Of a quiet window the deadline moves on; how wide a bar is must not.
    const longestMs = Math.max(terms?.windowMs ?? 0, sealAt - openedAt);
    this.#openedAt = openedAt;
    this.binMs = Math.max(shortestBinMs, Math.ceil(longestMs / mostBins));
  }

  /** Members taken in so far: the next to add is the one with this index. */
  get read(): number {
    return this.#read;
  }

  add(members: readonly StormMember[]): void {
    for (const { arrivedAt, resource } of members) {
      const bin = Math.max(0, Math.min(mostBins - 1, Math.floor((arrivedAt - this.#openedAt) / this.binMs)));
      while (this.#bins.length <= bin) this.#bins.push(0);
      this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
      this.#count(resource);
    }
    this.#read += members.length;
  }

  /** Alerts that arrived in each `binMs` from the opening on, up to the last that held any. */
  get bins(): readonly number[] {
    return this.#bins;
  }

  /** Resources that alerts are about, each once, by kind: the most first. */
  get kinds(): readonly (readonly [kind: string, count: number])[] {
    return [...this.#kinds].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  }

  #count({ kind, namespace, name }: StormMember['resource']): void {
    const known = this.#resources.size;
    this.#resources.add(JSON.stringify([kind, namespace, name]));
    if (this.#resources.size > known) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }
}

/** The same arrivals in `count` bars of equal width, for a small picture; `spanBins` is how many bins the picture spans. */
export function sparkline(bins: readonly number[], spanBins: number, count: number): number[] {
  const bars = Array.from({ length: count }, () => 0);
  const span = Math.max(spanBins, bins.length, 1);
  for (const [i, n] of bins.entries()) {
    const bar = Math.min(count - 1, Math.floor((i * count) / span));
    bars[bar] = (bars[bar] ?? 0) + n;
  }
  return bars;
}
