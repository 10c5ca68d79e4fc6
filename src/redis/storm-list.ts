import type { Redis } from 'ioredis';

import type { Storm, StormState } from '../storm/storm.ts';
import type { Keys } from './keys.ts';
import type { StormReader } from './storm-reader.ts';

/** A storm's id and the time that orders it: the deadline of an open one, else when it came to its state. */
export interface StormEntry {
  readonly id: string;
  readonly at: number;
}

export interface StormPage {
  readonly storms: readonly Storm[];
  /** Give it back to read on; absent after the last. */
  readonly cursor?: string;
}

/** Lists storms by state, over all partitions. */
export class StormList {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #partitions: number;
  readonly #reader: StormReader;

  constructor(redis: Redis, keys: Keys, partitions: number, reader: StormReader) {
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
    this.#reader = reader;
  }

  /** Latest first. Throws a RangeError on a cursor that was not handed out here. */
  async page(states: readonly StormState[], limit: number, cursor?: string): Promise<StormPage> {
    const before = cursor === undefined ? undefined : parseCursor(cursor);
    const entries = await this.#latest(states, limit + 1, before);
    const wanted = entries.slice(0, limit);
    const storms = (await Promise.all(wanted.map(({ id }) => this.#reader.storm(id)))).filter(
      (s) => s !== undefined,
    );
    const last = wanted.at(-1);
    return entries.length > limit && last ? { storms, cursor: `${last.at}_${last.id}` } : { storms };
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

  /** How many storms are in each of these states, over all partitions. */
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

  async #latest(states: readonly StormState[], limit: number, before?: StormEntry): Promise<StormEntry[]> {
    const indexes = this.#partitionIndexes().flatMap((i) =>
      states.map((s) => this.#keys.partition(i).storms(s)),
    );
    const found = await Promise.all(indexes.map((key) => this.#latestOf(key, limit, before)));
    return found.flat().sort(latestFirst).slice(0, limit);
  }

  // Many storms can share a millisecond; the page must not skip or repeat any of them, so equal times are walked.
  async #latestOf(key: string, limit: number, before?: StormEntry): Promise<StormEntry[]> {
    const entries: StormEntry[] = [];
    for (let offset = 0; entries.length < limit; offset += limit) {
      const max = before?.at ?? '+inf';
      const rows = await this.#redis.zrevrangebyscore(key, max, '-inf', 'WITHSCORES', 'LIMIT', offset, limit);
      entries.push(...toEntries(rows).filter((entry) => !before || latestFirst(before, entry) < 0));
      if (rows.length < limit * 2) break;
    }
    return entries;
  }

  #partitionIndexes(): number[] {
    return Array.from({ length: this.#partitions }, (_, i) => i);
  }
}

function latestFirst(a: StormEntry, b: StormEntry): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function toEntries(rows: readonly string[]): StormEntry[] {
  return rows.flatMap((id, i) => (i % 2 === 0 ? [{ id, at: Number(rows[i + 1]) }] : []));
}

function parseCursor(cursor: string): StormEntry {
  const [at, id] = cursor.split('_');
  if (!at || !id || !/^\d+$/.test(at)) throw new RangeError(`not a cursor: ${JSON.stringify(cursor)}`);
  return { id, at: Number(at) };
}
