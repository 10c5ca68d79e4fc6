import { type StormClock, redisClock } from '../clock.ts';
import type { RedisClient } from './client.ts';
import { episodeName } from './fold.ts';
import type { Keys } from './keys.ts';
import { timeOn } from './time.ts';

/** A round trip for each job would be one too many: a change that another process made is heard of so much later. */
const askedAgainMs = 1000;
/** After a change of the rules no alert goes by them for so long. */
const heardWithinMs = 1500;

/** What other partitions know of a job's alerts. */
export interface Elsewhere {
  /** What is remembered there, by fingerprint, as `fold` stored it. */
  readonly remembered: ReadonlyMap<string, string>;
  /**
   * Jobs there whose alerts arrived before these and are not folded yet, the last one of each partition: what they leave
   * may be missing above.
   */
  readonly before: readonly { readonly partition: number; readonly jobId: string }[];
}

/**
 * A change of rules can give an alert another pattern, and with that another partition, where its episode is not
 * remembered: a repeat would count as new. For as long as what is remembered is kept, the other partitions are asked too.
 */
export class MovedEpisodes {
  readonly #redis: RedisClient;
  readonly #keys: Keys;
  readonly #partitions: number;
  readonly #memoryMs: number;
  readonly #clock: StormClock;
  #known:
    { readonly patterns: string | undefined; readonly untilMs: number; readonly readAt: number } | undefined;

  constructor(
    redis: RedisClient,
    keys: Keys,
    { partitions, memoryMs }: { readonly partitions: number; readonly memoryMs: number },
    clock: StormClock = redisClock,
  ) {
    this.#clock = clock;
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
    this.#memoryMs = memoryMs;
  }

  /**
   * Writes down which rules make the patterns, before any alert goes by them. `first` is what made them where nothing was
   * written yet. Answers in how many milliseconds every worker knows of it: another process may have written the same a
   * moment ago, and 0 is long ago.
   */
  async claim(patterns: string, first: string): Promise<number> {
    const [stored, changedAt] = await this.#redis.hmget(this.#keys.instance, 'patterns', 'patternsAt');
    // One clock for all processes: this is about seconds.
    const now = await timeOn(this.#redis, this.#clock, this.#keys.instance);
    if ((stored ?? first) === patterns) {
      const sinceMs = Math.max(0, now - Number(changedAt ?? -Infinity));
      return Math.max(0, heardWithinMs - sinceMs);
    }
    await this.#redis.hset(this.#keys.instance, { patterns, patternsAt: now });
    return heardWithinMs;
  }

  /** Whether alerts of a job that was made by these rules may be remembered in another partition. */
  async mayHaveMoved(patterns: string | undefined): Promise<boolean> {
    if (this.#partitions === 1) return false;
    let known = this.#known;
    if (!known || known.patterns !== patterns || performance.now() - known.readAt >= askedAgainMs) {
      const readAt = performance.now();
      const changedAt = await this.#redis.hget(this.#keys.instance, 'patternsAt');
      // Twice: what arrived in time may have waited through an outage, and its memory is kept for that long.
      const untilMs = changedAt === null ? 0 : Number(changedAt) + 2 * this.#memoryMs;
      known = { patterns, untilMs, readAt };
      this.#known = known;
    }
    return this.#now() < known.untilMs;
  }

  /** Asks all partitions but the job's own, in one round trip. */
  async ask(partition: number, jobId: string, fingerprints: readonly string[]): Promise<Elsewhere> {
    const others = Array.from({ length: this.#partitions }, (_, i) => i).filter((i) => i !== partition);
    const own = this.#redis.zscore(this.#keys.partition(partition).pending, jobId);
    const asked = others.map(async (i) => {
      const keys = this.#keys.partition(i);
      const [oldest, texts] = await Promise.all([
        this.#redis.zrange(keys.pending, '0', '0', 'WITHSCORES'),
        this.#redis.mget(fingerprints.map((each) => keys.episode(episodeName(each)))),
      ]);
      return { partition: i, arrivedAt: Number(oldest[1] ?? Infinity), texts };
    });
    const [arrival, found] = await Promise.all([own, Promise.all(asked)]);
    const earlier = found.filter(({ arrivedAt }) => arrivedAt < Number(arrival ?? 0));
    const before = await Promise.all(earlier.map(({ partition: i }) => this.#lastBefore(i, Number(arrival))));
    return {
      remembered: latestOf(
        fingerprints,
        found.map(({ texts }) => texts),
      ),
      before,
    };
  }

  // The oldest may be a dead letter, and others wait behind it; of those before the last one none waits any more once
  // that one does not.
  async #lastBefore(partition: number, arrival: number): Promise<{ partition: number; jobId: string }> {
    const { pending } = this.#keys.partition(partition);
    const [jobId = ''] = await this.#redis.zrevrangebyscore(pending, `(${arrival}`, '-inf', 'LIMIT', 0, 1);
    return { partition, jobId };
  }

  // A day is long: it does not matter that this machine's clock is minutes wrong.
  #now(): number {
    return this.#clock.now() ?? Date.now();
  }
}

function latestOf(fingerprints: readonly string[], found: readonly (readonly (string | null)[])[]) {
  const latest = new Map<string, string>();
  for (const texts of found) {
    for (const [i, text] of texts.entries()) {
      const fingerprint = fingerprints[i] ?? '';
      if (text !== null) latest.set(fingerprint, later(latest.get(fingerprint), text));
    }
  }
  return latest;
}

// The last field is when it was seen last; see lua/fold/episode.lua.
function later(one: string | undefined, other: string): string {
  const seen = (text: string) => Number(text.slice(text.lastIndexOf('|') + 1));
  return one !== undefined && seen(one) >= seen(other) ? one : other;
}
