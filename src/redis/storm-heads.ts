import type { Redis } from 'ioredis';

import { parseMember } from '../storm/fold-entry.ts';
import { partitionOf } from '../storm/pattern.ts';
import { type Storm, type StormMember, patternHashOf } from '../storm/storm.ts';
import type { Keys } from './keys.ts';
import { parseStorm } from './storm-record.ts';

/** Records that one round trip brings: more would keep Redis from the workers for longer than one of their folds. */
const recordsAtOnce = 500;

/**
 * Reads what somebody watches: every open storm, and what was added to a storm since the last look. Each look costs by
 * what is new, and by the number of open storms, never by how large they are.
 */
export class StormHeads {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #partitions: number;

  constructor(redis: Redis, keys: Keys, partitions: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
  }

  /** Every open storm, in no order. One that is sealed meanwhile is left out. */
  async open(): Promise<Storm[]> {
    const partitions = Array.from({ length: this.#partitions }, (_, i) => this.#openIn(i));
    return (await Promise.all(partitions)).flat();
  }

  /**
   * Members as they arrived, from the `from`th on; neither their ends nor their repeats. Whether the storm is open is
   * looked at in the same step: where an open storm's members are, the pattern's next storm begins when it is sealed.
   */
  async arrivals(stormId: string, from: number, count: number): Promise<StormMember[]> {
    const hash = patternHashOf(stormId);
    const keys = this.#keys.partition(partitionOf(hash, this.#partitions));
    const [open, own] = [keys.open(hash), keys.storm(stormId)];
    const last = from + count - 1;
    const rows = await this.#redis
      .multi()
      .hget(open.record, 'id')
      .lrange(open.members, from, last)
      .lrange(own.members, from, last)
      .exec();
    const [id, openTexts, ownTexts] = (rows ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [string | null, string[], string[]];
    const texts = id === stormId ? openTexts : ownTexts;
    return texts.map((text) => parseMember(text, undefined, 0));
  }

  async #openIn(partition: number): Promise<Storm[]> {
    const keys = this.#keys.partition(partition);
    const ids = await this.#redis.zrange(keys.storms('open'), '0', '-1');
    const storms: Storm[] = [];
    for (let from = 0; from < ids.length; from += recordsAtOnce) {
      const page = ids.slice(from, from + recordsAtOnce);
      const reads = page.map((id) => this.#redis.hgetall(keys.open(patternHashOf(id)).record));
      const records = (await Promise.all(reads)).map(parseStorm);
      storms.push(...(records.filter((storm, i) => storm !== undefined && storm.id === page[i]) as Storm[]));
    }
    return storms;
  }
}
