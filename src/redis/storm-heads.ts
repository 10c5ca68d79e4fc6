import { parseMember } from '../storm/fold-entry.ts';
import { partitionOf } from '../storm/pattern.ts';
import { type Storm, type StormMember, patternHashOf } from '../storm/storm.ts';
import type { RedisClient } from './client.ts';
import type { Keys, PartitionKeys } from './keys.ts';
import { parseStorm } from './storm-record.ts';

/** Records that one round trip brings: more would keep Redis from the workers for longer than one of their folds. */
const recordsAtOnce = 500;

/**
 * Reads what somebody watches: every open storm, and what was added to a storm since the last look. Each look costs by
 * what is new, and by the number of open storms, never by how large they are.
 */
export class StormHeads {
  readonly #redis: RedisClient;
  readonly #keys: Keys;
  readonly #partitions: number;
  /** The open storms of each partition as the last look saw them. */
  readonly #known: Map<string, Storm>[] = [];

  constructor(redis: RedisClient, keys: Keys, partitions: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
  }

  /**
   * Every open storm, in no order. One that is sealed meanwhile is left out. Of one that was there at the last look, only
   * its severity, counts and deadline are new.
   */
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
    const known = this.#known[partition] ?? new Map<string, Storm>();
    const ids = await this.#redis.zrange(keys.storms('open'), '0', '-1');
    const storms = new Map<string, Storm>();
    for (let from = 0; from < ids.length; from += recordsAtOnce) {
      const page = ids.slice(from, from + recordsAtOnce);
      for (const storm of await this.#readPage(keys, page, known)) storms.set(storm.id, storm);
    }
    this.#known[partition] = storms;
    return [...storms.values()];
  }

  async #readPage(
    keys: PartitionKeys,
    ids: readonly string[],
    known: ReadonlyMap<string, Storm>,
  ): Promise<Storm[]> {
    const reads = this.#redis.pipeline();
    for (const id of ids) {
      const { record } = keys.open(patternHashOf(id));
      if (known.has(id)) reads.hmget(record, ...moving);
      else reads.hgetall(record);
    }
    const rows = (await reads.exec()) ?? [];
    return rows.flatMap(([error, row], i) => {
      if (error) throw error;
      const id = ids[i] ?? '';
      const storm = Array.isArray(row)
        ? movedOn(known.get(id), row as (string | null)[])
        : parseStorm(row as Record<string, string>);
      return storm?.id === id ? [storm] : [];
    });
  }
}

/** What of an open storm's head changes. The rest of a record is read once: of thousands, parsing it is what costs. */
const moving = ['id', 'severity', 'alertCount', 'deliveryCount', 'resolvedCount', 'sealAt'] as const;

function movedOn(storm: Storm | undefined, row: readonly (string | null)[]): Storm | undefined {
  const [id, severity, ...counts] = row;
  if (!storm || id !== storm.id) return undefined;
  const [alertCount = 0, deliveryCount = 0, resolvedCount = 0, sealAt = 0] = counts.map(Number);
  return { ...storm, severity: severity ?? storm.severity, alertCount, deliveryCount, resolvedCount, sealAt };
}
