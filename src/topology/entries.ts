import { type ResourceRef, refKey } from '../alert/topology.ts';
import type { Fact } from './fact.ts';
import type { Shape } from './shapes.ts';

/** A fact that is known, and what holds it together with others. */
export interface Entry {
  readonly fact: Fact;
  /** Of a pod with labels or an owner. */
  readonly shape: Shape | undefined;
  /** In which list of its kind it was last seen, or heard of since. */
  round: number;
  /** Milliseconds, by the clock of these entries; undefined: it is there. */
  goneAt: number | undefined;
}

export interface EntriesOptions {
  /** Most that are known at once, those that are gone among them. */
  readonly most: number;
  /** How long what was deleted stays known. */
  readonly goneForMs: number;
  /** Milliseconds. */
  readonly now: () => number;
  /** Makes of a fact an entry that is found by what it says. */
  readonly link: (fact: Fact) => Shape | undefined;
  readonly unlink: (entry: Entry) => void;
}

/** Of those that are known, this share may be gone: a rollout of everything must not push out what is there. */
const goneShare = 0.2;

/** The objects that are known of: those that are there, and for a while those that were. Bounded. */
export class Entries {
  readonly #kinds = new Map<string, Map<string, Entry>>();
  readonly #rounds = new Map<string, number>();
  /** In the order in which they went. */
  readonly #gone = new Set<Entry>();
  readonly #options: EntriesOptions;
  #size = 0;

  constructor(options: EntriesOptions) {
    this.#options = options;
  }

  find(ref: ResourceRef): Entry | undefined {
    return this.#kinds.get(ref.kind)?.get(refKey(ref));
  }

  /** Takes over what is said of an object, in place of what was said before. False: there is no room for another one. */
  put(fact: Fact): boolean {
    this.expire();
    const { kind } = fact.ref;
    const former = this.find(fact.ref);
    if (former) this.#forget(former);
    else if (this.#size >= this.#options.most && !this.#makeRoom()) return false;
    let entries = this.#kinds.get(kind);
    if (!entries) this.#kinds.set(kind, (entries = new Map()));
    const shape = this.#options.link(fact);
    entries.set(refKey(fact.ref), { fact, shape, round: this.#roundOf(kind), goneAt: undefined });
    this.#size += 1;
    return true;
  }

  /** It was deleted: from now on it is only remembered. */
  remove(ref: ResourceRef): void {
    this.expire();
    const entry = this.find(ref);
    if (!entry || entry.goneAt !== undefined) return;
    entry.goneAt = this.#options.now();
    this.#gone.add(entry);
    if (this.#gone.size > Math.floor(this.#options.most * goneShare)) this.#makeRoom();
  }

  /** A list of a kind begins: what is not in it has been deleted while nobody watched. */
  beginRound(kind: string): void {
    this.#rounds.set(kind, this.#roundOf(kind) + 1);
  }

  /** The whole list has been put. */
  endRound(kind: string): void {
    const round = this.#roundOf(kind);
    for (const entry of this.#kinds.get(kind)?.values() ?? [])
      if (entry.round !== round) this.remove(entry.fact.ref);
  }

  /** Forgets what went too long ago. */
  expire(): void {
    const before = this.#options.now() - this.#options.goneForMs;
    for (const entry of this.#gone) {
      if (entry.goneAt === undefined || entry.goneAt > before) return;
      this.#forget(entry);
    }
  }

  get size(): number {
    return this.#size;
  }

  count(kind: string): number {
    return this.#kinds.get(kind)?.size ?? 0;
  }

  #makeRoom(): boolean {
    const [oldest] = this.#gone;
    if (oldest) this.#forget(oldest);
    return oldest !== undefined;
  }

  #forget(entry: Entry): void {
    const { ref } = entry.fact;
    this.#gone.delete(entry);
    if (this.#kinds.get(ref.kind)?.delete(refKey(ref))) this.#size -= 1;
    this.#options.unlink(entry);
  }

  #roundOf(kind: string): number {
    return this.#rounds.get(kind) ?? 0;
  }
}
