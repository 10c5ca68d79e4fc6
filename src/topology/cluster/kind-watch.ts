import type { KubeConfig } from '@kubernetes/client-node';

import type { Entries } from '../entries.ts';
import { ApiError, BrokenWatch } from './api-error.ts';
import { follow, isExpired } from './follow.ts';
import type { Interned } from './interned.ts';
import type { WatchedKind } from './kinds.ts';
import { listAll } from './list.ts';
import { backoffMs } from './pauses.ts';
import { Session } from './session.ts';
import type { KindState, KindTeller } from './kind-teller.ts';

export interface KindWatchParts {
  readonly teller: KindTeller;
  readonly kubeConfig: KubeConfig;
  readonly entries: Entries;
  readonly interned: Interned;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** After so long a kind is listed anew, whatever the watch says: the only way to notice what a watch has missed. */
const resyncMs = 3_600_000;
/** So many refusals in a row, over a quarter of a minute or more, are no accident of a server that has just started. */
const certainAfter = 6;
/** Between two watches, so that a server that ends each at once is not asked without end. */
const betweenMs = 1000;

/** Keeps one kind of object as the cluster has it: a list, then watches from there, and both again whatever happens. */
export class KindWatch {
  readonly kind: string;
  readonly #watched: WatchedKind;
  readonly #parts: KindWatchParts;
  /** Which of the kind's paths is asked. */
  #pathIndex = 0;
  /** Where the next watch goes on; undefined: there must be a list first. */
  #version: string | undefined;
  #listedAt = 0;
  #failures = 0;

  constructor(watched: WatchedKind, parts: KindWatchParts) {
    this.kind = watched.kind;
    this.#watched = watched;
    this.#parts = parts;
  }

  get state(): KindState {
    return this.#parts.teller.state;
  }

  /** Ends once the signal says so; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#parts.pause(await this.#once(signal), signal);
  }

  /** One list, where it takes one, and one watch. Answers how long to wait before the next. */
  async #once(signal: AbortSignal): Promise<number> {
    await using session = new Session(this.#parts.kubeConfig);
    const end = () => void session[Symbol.asyncDispose]();
    signal.addEventListener('abort', end);
    try {
      if (this.#version === undefined) await this.#list(session);
      await this.#follow(session);
      return this.#afterEnd();
    } catch (error) {
      return signal.aborted ? 0 : this.#afterFailure(error);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  get #place() {
    return { ...this.#watched, path: this.#watched.paths[this.#pathIndex] ?? '' };
  }

  async #list(session: Session): Promise<void> {
    const { entries, now } = this.#parts;
    entries.beginRound(this.kind);
    this.#version = await listAll(session, this.#place, (object) => this.#take(object));
    entries.endRound(this.kind);
    this.#listedAt = now();
    this.#heard();
  }

  async #follow(session: Session): Promise<void> {
    await follow(session, this.#place, this.#version ?? '', {
      // Not after a list: without a watch it is out of date at once.
      opened: () => {
        this.#heard();
        this.#parts.teller.become('synced');
      },
      changed: (object) => this.#take(object),
      deleted: (object) => this.#drop(object),
      upTo: (version) => {
        this.#version = version;
        this.#failures = 0;
        this.#heard();
      },
      random: this.#parts.random,
    });
  }

  #take(object: unknown): void {
    const { entries, interned } = this.#parts;
    const fact = this.#watched.trim(object, interned);
    if (!fact) this.#parts.teller.leavesOut('unreadable');
    else if (!entries.put(fact)) this.#parts.teller.leavesOut('full');
  }

  #drop(object: unknown): void {
    const fact = this.#watched.trim(object, this.#parts.interned);
    if (fact) this.#parts.entries.remove(fact.ref);
  }

  #heard(): void {
    const { entries, teller, now } = this.#parts;
    entries.expire();
    teller.heard(entries.count(this.kind), now());
  }

  #afterEnd(): number {
    const resync = this.#parts.now() - this.#listedAt >= resyncMs;
    if (resync) this.#version = undefined;
    this.#failures = 0;
    this.#parts.teller.restarts(resync ? 'resync' : 'ended');
    return betweenMs * this.#parts.random();
  }

  #afterFailure(error: unknown): number {
    const { random } = this.#parts;
    if (error instanceof BrokenWatch) this.#version = undefined;
    if (isExpired(error)) return this.#afterExpiry();
    const refusal = this.#refusalOf(error);
    if (refusal === 'elsewhere') return 0;
    this.#parts.teller.restarts(refusal ?? 'failed');
    this.#parts.teller.become(refusal ?? 'away', error);
    this.#failures += 1;
    if (refusal) {
      if (this.#failures >= certainAfter) this.#forgetAll();
      return backoffMs(this.#failures, random(), 'refused');
    }
    const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
    return Math.max(asked ?? 0, backoffMs(this.#failures, random()));
  }

  /** Nobody would tell that it went. */
  #forgetAll(): void {
    this.#version = undefined;
    this.#parts.entries.beginRound(this.kind);
    this.#parts.entries.endRound(this.kind);
  }

  #afterExpiry(): number {
    this.#version = undefined;
    this.#parts.teller.restarts('expired');
    return backoffMs(++this.#failures, this.#parts.random());
  }

  /** A refusal that only a person, or another server, can end; or a kind that may be found under a path of its own age. */
  #refusalOf(error: unknown): 'forbidden' | 'unserved' | 'elsewhere' | undefined {
    if (!(error instanceof ApiError)) return undefined;
    if (error.code === 403) return 'forbidden';
    if (error.code !== 404) return undefined;
    this.#pathIndex = (this.#pathIndex + 1) % this.#watched.paths.length;
    return this.#pathIndex === 0 ? 'unserved' : 'elsewhere';
  }
}
