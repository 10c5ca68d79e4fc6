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
  #stop: AbortController | undefined;

  constructor(options: FeedOptions<Base>) {
    this.#options = options;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Begins to tell it, at once. Answers what ends that. */
  watch(watcher: Watcher<Base>): () => void {
    this.#watchers.set(watcher, new Map());
    this.#stop?.abort();
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#stop?.abort();
    };
  }

  async #run(signal: AbortSignal): Promise<void> {
    const wait = this.#options.wait ?? sleep;
    while (!signal.aborted) {
      const startedAt = performance.now();
      await this.#lookAround(signal);
      if (signal.aborted) return;
      await wait(Math.max(leastMs, (performance.now() - startedAt) * restPerWork), signal);
    }
  }

  async #lookAround(signal: AbortSignal): Promise<void> {
    try {
      const base = await this.#options.read();
      for (const [watcher, told] of this.#watchers) {
        if (watcher.isBehind()) continue;
        const events = await watcher.look(base);
        // Another look has begun since: this one is older than what that may have told.
        if (signal.aborted) return;
        tell(watcher, told, events);
      }
    } catch (error) {
      this.#options.onTrouble(messageOf(error));
      for (const [watcher, told] of this.#watchers) tell(watcher, told, { trouble: { text: awayText } });
      return;
    }
    for (const told of this.#watchers.values()) told.delete('trouble');
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
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
