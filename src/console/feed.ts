import { setTimeout } from 'node:timers/promises';

import { messageOf } from '../errors.ts';

/** What one page wants to know, by the name of the event that tells it. */
export type Events = Readonly<Record<string, unknown>>;

/** One page that is open. */
export interface Watcher<Base> {
  /** What it is to be told, out of what was read for all of them. */
  readonly look: (base: Base) => Promise<Events>;
  readonly push: (event: string, data: unknown) => void;
  /** It has not taken what it was sent yet: it gets the next look, whole. */
  readonly isBehind: () => boolean;
}

export interface FeedOptions<Base> {
  /** Reads what all watchers' looks begin with. */
  readonly read: () => Promise<Base>;
  /** Called when a look fails, and again only after one that did not. */
  readonly onTrouble: (problem: string) => void;
  /** Resolves after so many milliseconds; a test resolves it by hand. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const leastMs = 1000;
/** A look may take a tenth of this process's time, not more: it is there to take alerts in. */
const restPerWork = 9;

/**
 * Looks again and again while anybody watches, once for all of them, and tells each what has changed for it. Level, not
 * edge: whoever missed a look has all of it with the next.
 */
export class Feed<Base> {
  readonly #options: FeedOptions<Base>;
  readonly #watchers = new Map<Watcher<Base>, Map<string, string>>();
  /** Ends the rest between two looks. A signal for each: what waits on it must not pile up while a page is open for days. */
  #rest = new AbortController();
  #running = false;
  #isTroubled = false;

  constructor(options: FeedOptions<Base>) {
    this.#options = options;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /**
   * Begins to tell it: at once, or as soon as a look that is under way comes to it. Looks are never begun anew for who
   * comes: many pages that come back together would keep each other from being told. Answers what ends that.
   */
  watch(watcher: Watcher<Base>): () => void {
    this.#watchers.set(watcher, new Map());
    this.#rest.abort();
    if (!this.#running) void this.#run();
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#rest.abort();
    };
  }

  async #run(): Promise<void> {
    const { wait = sleep } = this.#options;
    this.#running = true;
    while (this.#watchers.size > 0) {
      const startedAt = performance.now();
      const looked = await this.#lookAround();
      if (this.#watchers.size === 0) break;
      this.#rest = new AbortController();
      // A look that failed has mostly waited for Redis: to rest for it would keep the page dark once Redis is back.
      const restMs = looked ? (performance.now() - startedAt) * restPerWork : 0;
      await wait(Math.max(leastMs, restMs), this.#rest.signal);
    }
    this.#running = false;
  }

  /** True when nothing failed. */
  async #lookAround(): Promise<boolean> {
    try {
      const base = await this.#options.read();
      for (const [watcher, told] of this.#watchers)
        if (!watcher.isBehind()) tell(watcher, told, await watcher.look(base));
    } catch (error) {
      if (!this.#isTroubled) this.#options.onTrouble(messageOf(error));
      this.#isTroubled = true;
      for (const [watcher, told] of this.#watchers) tell(watcher, told, { trouble: { text: awayText } });
      return false;
    }
    this.#isTroubled = false;
    for (const told of this.#watchers.values()) told.delete('trouble');
    return true;
  }
}

const awayText = 'Redis does not answer. What is shown is what was last known.';

function tell<Base>(watcher: Watcher<Base>, told: Map<string, string>, events: Events): void {
  for (const [event, data] of Object.entries(events)) {
    const text = JSON.stringify(data);
    if (told.get(event) === text) continue;
    told.set(event, text);
    watcher.push(event, data);
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
