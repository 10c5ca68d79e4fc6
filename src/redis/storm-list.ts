import { type Storm, type StormState, patternHashOf } from '../storm/storm.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';
import { type TimedEntry, scanLatest, toEntries } from './latest-first.ts';
import type { StormReader } from './storm-reader.ts';

/** A storm's id and the time that orders it: the deadline of an open one, else when it came to its state. */
export type StormEntry = TimedEntry;

export interface StormPage {
  readonly storms: readonly Storm[];
  /** Give it back to read on; absent after the last. */
  readonly cursor?: string;
}

export type StormFilter = (storm: Storm) => boolean;

/** Where a filter picks, so many storms are read at a time, and at most so many for one page. */
const [filterStep, mostFiltered] = [200, 2000];
/** Heads of open storms are read so many at a time. */
const headStep = 1000;

/** Lists storms by state, over all partitions. */
export class StormList {
  readonly #redis: RedisClient;
  readonly #keys: Keys;
  readonly #partitions: number;
  readonly #reader: StormReader;

  constructor(redis: RedisClient, keys: Keys, partitions: number, reader: StormReader) {
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
    this.#reader = reader;
  }

  /**
   * Latest first, and only those that fit. With a filter at most 2,000 storms are looked at: a page may then hold fewer
   * than `limit`, even none, and have a cursor all the same. Throws a RangeError on a cursor that was not handed out here.
   */
  async page(
    states: readonly StormState[],
    limit: number,
    cursor?: string,
    fits?: StormFilter,
  ): Promise<StormPage> {
    const keys = this.#partitionIndexes().flatMap((i) =>
      states.map((s) => this.#keys.partition(i).storms(s)),
    );
    // One that changed its state since its entry was read is listed under the other; it must not stand here twice.
    const seen = new Set<string>();
    const isWanted = (storm: Storm) =>
      states.includes(storm.state) && !seen.has(storm.id) && seen.add(storm.id) && (fits?.(storm) ?? true);
    const read = async (entries: readonly StormEntry[]) => {
      const storms = await Promise.all(entries.map(({ id }) => this.#reader.storm(id)));
      return storms.map((storm) => (storm && isWanted(storm) ? storm : undefined));
    };
    const { found, next } = await scanLatest(this.#redis, keys, read, {
      limit,
      ...(fits ? { step: filterStep, most: mostFiltered } : { step: limit, most: limit }),
      ...(cursor !== undefined && { before: parseCursor(cursor) }),
    });
    return next ? { storms: found, cursor: `${next.at}_${next.id}` } : { storms: found };
  }

  /** Open storms by how many alerts they hold, the largest first. Of each that is open only the size is read at first. */
  async largest(limit: number, fits: StormFilter): Promise<readonly Storm[]> {
    const sizes = (await Promise.all(this.#partitionIndexes().map((i) => this.#sizesIn(i)))).flat();
    const ids = sizes.sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
    const found: Storm[] = [];
    for (let from = 0; from < ids.length && found.length < limit; from += filterStep) {
      const storms = await Promise.all(
        ids.slice(from, from + filterStep).map((id) => this.#reader.storm(id)),
      );
      found.push(
        ...storms
          .filter((storm) => storm !== undefined)
          .filter((storm) => storm.state === 'open' && fits(storm)),
      );
    }
    return found.slice(0, limit);
  }

  /** Storms of one state in one partition whose time is not after `until`, oldest first, from the `offset`th on. */
  async due(
    partition: number,
    state: StormState,
    until: number,
    limit: number,
    offset = 0,
  ): Promise<StormEntry[]> {
    const key = this.#keys.partition(partition).storms(state);
    const rows = await this.#redis.zrangebyscore(key, '-inf', until, 'WITHSCORES', 'LIMIT', offset, limit);
    return toEntries(rows);
  }

  /** Storms of one partition whose resources should say since `until` what came later, oldest first. */
  async lagging(partition: number, until: number, limit: number, offset = 0): Promise<StormEntry[]> {
    const key = this.#keys.partition(partition).updates;
    const rows = await this.#redis.zrangebyscore(key, '-inf', until, 'WITHSCORES', 'LIMIT', offset, limit);
    return toEntries(rows);
  }

  /** How many storms are in this state, over all partitions. */
  async count(state: StormState): Promise<number> {
    const counts = this.#partitionIndexes().map((i) =>
      this.#redis.zcard(this.#keys.partition(i).storms(state)),
    );
    return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
  }

  /** When the oldest storm came to this state (an open one: its deadline). Undefined when there is none. */
  async oldest(state: StormState): Promise<number | undefined> {
    const firsts = this.#partitionIndexes().map((i) => this.due(i, state, Number.MAX_SAFE_INTEGER, 1));
    const times = (await Promise.all(firsts)).flat().map((entry) => entry.at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async #sizesIn(partition: number): Promise<{ id: string; size: number }[]> {
    const keys = this.#keys.partition(partition);
    const sizes: { id: string; size: number }[] = [];
    for (let from = 0, more = true; more; from += headStep) {
      const ids = await this.#redis.zrange(keys.storms('open'), `${from}`, `${from + headStep - 1}`);
      const heads = ids.map((id) => this.#redis.hget(keys.open(patternHashOf(id)).record, 'alertCount'));
      const counts = await Promise.all(heads);
      sizes.push(...ids.map((id, i) => ({ id, size: Number(counts[i] ?? 0) })));
      more = ids.length === headStep;
    }
    return sizes;
  }

  #partitionIndexes(): number[] {
    return Array.from({ length: this.#partitions }, (_, i) => i);
  }
}

function parseCursor(cursor: string): StormEntry {
  const [at, id] = cursor.split('_');
  if (!at || !id || !/^\d+$/.test(at)) throw new RangeError(`not a cursor: ${JSON.stringify(cursor)}`);
  return { id, at: Number(at) };
}
