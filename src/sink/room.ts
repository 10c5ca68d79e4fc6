import type { Labels } from '../alert/alert.ts';
import { caps } from './caps.ts';
import { cutText, sizeOf } from './size.ts';

/** The bytes that are left for a manifest, and whether anything had to be cut to stay inside them. */
export class Room {
  readonly #whole: Room | undefined;
  #left: number;
  #cut = false;

  constructor(bytes: number, whole?: Room) {
    this.#left = bytes;
    this.#whole = whole;
  }

  get left(): number {
    return this.#left;
  }

  get cut(): boolean {
    return this.#cut;
  }

  /** Some of this room; what is cut there is cut here. What gets used of it is still to be taken here. */
  part(bytes: number): Room {
    return new Room(Math.min(bytes, this.#left), this);
  }

  take(bytes: number): void {
    this.#left -= bytes;
  }

  markCut(): void {
    this.#cut = true;
    this.#whole?.markCut();
  }

  text(text: string, maxBytes: number): string {
    const short = cutText(text, maxBytes);
    if (short !== text.toWellFormed()) this.markCut();
    return short;
  }

  /** The first items, as many as there is room for, in their order. */
  items<T, R>(items: readonly T[], most: number, shorten: (item: T) => R): R[] {
    const kept: R[] = [];
    for (const item of items.slice(0, most)) {
      const short = shorten(item);
      if (!this.#fits(short)) break;
      kept.push(short);
    }
    if (kept.length < items.length) this.markCut();
    return kept;
  }

  /**
   * Labels or annotations, as many as there is room for. A name is never cut, for a cut one could meet another. An empty
   * value says no more than none, and an API server 1.20 built with a newer Go takes it for null: it would refuse the
   * whole resource.
   */
  pairs(pairs: Labels): Record<string, string> {
    const kept: [string, string][] = [];
    for (const [key, value] of Object.entries(pairs)) {
      if (value === '') continue;
      const pair: [string, string] = [key.toWellFormed(), this.text(value, caps.value)];
      if (kept.length < caps.pairs && sizeOf(pair[0]) <= caps.key && this.#fits(pair)) kept.push(pair);
      else this.markCut();
    }
    return Object.fromEntries(kept);
  }

  // An array's item is counted with more for its place than any entry needs.
  #fits(item: unknown): boolean {
    const bytes = sizeOf([item]);
    if (bytes > this.#left) return false;
    this.take(bytes);
    return true;
  }
}
