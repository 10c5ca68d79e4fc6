import { setTimeout } from 'node:timers/promises';

import { LRUCache } from 'lru-cache';

import type { Log } from '../log.ts';
import { Tally } from './tally.ts';

/** Failures that are answered at once: people mistype. */
const free = 5;
const firstDelayMs = 250;
const longestDelayMs = 5000;
/** Most who wait at one address. */
const places = 8;
/** After the last failure an address is forgotten. */
const rememberMs = 5 * 60_000;
/** Most addresses that are remembered; above it, those that failed least recently are forgotten. */
const mostAddresses = 10_000;

/** Seconds after which a place is free again, for whoever found none. */
export const placeFreeSeconds = longestDelayMs / 1000;

/** How time passes: a test makes it pass by itself. */
export interface Delays {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or once the signal is aborted; never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const realDelays: Delays = {
  now: () => performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined),
};

/** What is known of one address. */
interface Failing {
  failures: number;
  waiting: number;
  /** Resolves when the last one who waits is answered. */
  turn: Promise<void>;
  readonly lines: Tally;
}

/**
 * Makes guessing slow, address by address: the first few failures are answered at once, later ones later and later, one
 * after the other. Success changes nothing: who knows one secret must not guess others faster, and a person behind the
 * same proxy must not help a stranger.
 */
export class FailedLogins {
  readonly #delays: Delays;
  readonly #failing: LRUCache<string, Failing>;
  readonly #draining = new AbortController();

  constructor(delays: Delays) {
    this.#delays = delays;
    // Resolution 0: the cache reads the clock each time, and needs no timer of its own.
    const expiry = { ttl: rememberMs, ttlResolution: 0, perf: { now: delays.now } };
    this.#failing = new LRUCache({ max: mostAddresses, ...expiry });
  }

  /** So many wait at this address already that nobody from there is listened to. */
  isCrowded(address: string): boolean {
    return (this.#failing.get(address)?.waiting ?? 0) >= places;
  }

  /**
   * Counts a failure, and resolves when it may be answered. Whoever goes away meanwhile keeps his place until then: good
   * credentials are answered at once, so that silence tells wrong ones, and giving up early would make guessing fast.
   */
  async add(address: string, log: Log): Promise<void> {
    const failing = this.#failing.get(address) ?? firstFailure();
    failing.failures++;
    // Set again, it is forgotten later.
    this.#failing.set(address, failing);
    const failures = failing.lines.add(this.#delays.now());
    if (failures !== undefined) log.warn({ address, failures }, 'logins failed');
    const delayMs = delayOf(failing.failures);
    if (delayMs > 0) await (failing.turn = this.#afterOthers(failing, delayMs));
  }

  /** Nobody waits any more, now or later: the process drains, and must not be held up. */
  letGo(): void {
    this.#draining.abort();
  }

  async #afterOthers(failing: Failing, delayMs: number): Promise<void> {
    failing.waiting++;
    await failing.turn;
    await this.#delays.wait(delayMs, this.#draining.signal);
    failing.waiting--;
  }
}

function firstFailure(): Failing {
  return { failures: 0, waiting: 0, turn: Promise.resolve(), lines: new Tally() };
}

function delayOf(failures: number): number {
  return failures <= free ? 0 : Math.min(firstDelayMs * 2 ** (failures - free - 1), longestDelayMs);
}
