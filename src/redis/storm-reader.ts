import { type StormClock, redisClock } from '../clock.ts';
import { parseMember, parseSample } from '../storm/fold-entry.ts';
import { partitionOf } from '../storm/pattern.ts';
import { type Storm, type StormMember, type StormSample, patternHashOf } from '../storm/storm.ts';
import type { RedisClient } from './client.ts';
import type { Keys, PartitionKeys, StormKeys } from './keys.ts';
import { parseStorm } from './storm-record.ts';
import { readTally, tallyBytes } from './tallies.ts';
import { timeOn } from './time.ts';

/** Members of a storm from one place on; `next` is where the following page begins, absent after the last. */
export interface MemberPage {
  readonly members: readonly StormMember[];
  readonly next?: number;
}

/** Reads storms; the one thing it writes is the manifest that it reads back. */
export class StormReader {
  readonly #redis: RedisClient;
  readonly #keys: Keys;
  readonly #partitions: number;
  readonly #clock: StormClock;

  constructor(redis: RedisClient, keys: Keys, partitions: number, clock: StormClock = redisClock) {
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
    this.#clock = clock;
  }

  /** The storm, sealed or open. Undefined when there is none, or it is past its retention. Throws on a malformed id. */
  async storm(stormId: string): Promise<Storm | undefined> {
    const [own, open] = this.#placesOf(stormId);
    const sealed = parseStorm(await this.#redis.hgetall(own.record));
    if (sealed) return sealed;
    const current = parseStorm(await this.#redis.hgetall(open.record));
    if (current?.id === stormId) return this.#withExpired(current);
    // It may have been sealed between the two looks.
    return parseStorm(await this.#redis.hgetall(own.record));
  }

  /** One page of a storm's members in order of arrival, as they are now: those that joined it after the seal are last. */
  async members(storm: Storm, from: number, count: number): Promise<MemberPage> {
    const keys = this.#keysOf(storm);
    const texts = await this.#redis.lrange(keys.members, from, from + count - 1);
    const joinedFrom = Math.max(from, storm.alertCount);
    if (texts.length < count && storm.joinedCount > 0)
      texts.push(...(await this.#joinedTexts(storm, joinedFrom, count - texts.length)));
    const members = await this.#parseMembers(storm, texts, from, true);
    const isLast = texts.length < count || from + count >= storm.alertCount + storm.joinedCount;
    return isLast ? { members } : { members, next: from + count };
  }

  /** Every member, page by page, so that a storm of any size fits in memory. */
  async *allMembers(storm: Storm, pageSize = 1000): AsyncGenerator<readonly StormMember[]> {
    for (let from: number | undefined = 0; from !== undefined;) {
      const page: MemberPage = await this.members(storm, from, pageSize);
      if (page.members.length > 0) yield page.members;
      from = page.next;
    }
  }

  /** The members of a sealed storm as they were at the seal, page by page: what its resource shows, whenever it is made. */
  async *sealedMembers(storm: Storm, pageSize = 1000): AsyncGenerator<readonly StormMember[]> {
    for (let from = 0; from < storm.alertCount; from += pageSize) {
      const last = Math.min(from + pageSize, storm.alertCount) - 1;
      const texts = await this.#redis.lrange(this.#keysOf(storm).members, from, last);
      yield await this.#parseMembers(storm, texts, from, false);
    }
  }

  /** Those that joined after the seal, from the `from`th on. */
  async joinedMembers(storm: Storm, from: number, count: number): Promise<readonly StormMember[]> {
    const first = storm.alertCount + from;
    return this.#parseMembers(storm, await this.#joinedTexts(storm, first, count), first, true);
  }

  /** The first few alerts of a storm, whole. */
  async samples(storm: Storm): Promise<StormSample[]> {
    // A scope's storm has all of its alerts whole, for what divides it: nobody wants to look at so many. Of one that was
    // carried over nothing is left.
    const last = storm.terms?.correlate ? 9 : -1;
    const texts = await this.#redis.lrange(this.#keysOf(storm).samples, 0, last);
    return texts.filter(Boolean).map((text) => parseSample(text, storm.openedAt));
  }

  /** The manifest that was written down before the first try to submit it, as JSON. */
  async manifest(stormId: string): Promise<string | undefined> {
    return (await this.#redis.get(this.#partition(stormId).storm(stormId).manifest)) ?? undefined;
  }

  /**
   * Writes the manifest down unless one stands already, and answers the one that stands: every try submits the same
   * bytes, whatever was upgraded or reconfigured in between.
   */
  async keepManifest(stormId: string, manifest: string): Promise<string> {
    const key = this.#partition(stormId).storm(stormId).manifest;
    return (await this.#redis.set(key, manifest, 'NX', 'GET')) ?? manifest;
  }

  /** The next try to submit the storm composes its manifest anew. */
  async forgetManifest(stormId: string): Promise<void> {
    await this.#redis.del(this.#partition(stormId).storm(stormId).manifest);
  }

  async #joinedTexts(storm: Storm, from: number, count: number): Promise<string[]> {
    const ordinals = Array.from({ length: count }, (_, i) => String(from + i));
    if (ordinals.length === 0) return [];
    const texts = await this.#redis.hmget(this.#partition(storm.id).storm(storm.id).joined, ...ordinals);
    return texts.filter((text) => text !== null);
  }

  async #parseMembers(
    storm: Storm,
    texts: readonly string[],
    from: number,
    late: boolean,
  ): Promise<StormMember[]> {
    if (texts.length === 0) return [];
    const keys = this.#keysOf(storm);
    const ordinals = texts.map((_, i) => String(from + i));
    const [tallies, resolved, repeats, expired, ended] = await Promise.all([
      this.#tallies(storm, from, texts.length),
      this.#redis.hmget(keys.resolved, ...ordinals),
      this.#redis.hmget(keys.repeats, ...ordinals),
      this.#expired(storm, ordinals),
      late && storm.endedLateCount > 0
        ? this.#redis.hmget(this.#partition(storm.id).storm(storm.id).late, ...ordinals)
        : [],
    ]);
    const members = texts.map((text, i) => {
      const tally = readTally(tallies, i);
      const endsAt = resolved[i] ?? tally.endsAtMs ?? expired[i] ?? (ended[i] || undefined);
      return parseMember(
        text,
        endsAt === undefined || endsAt === null ? undefined : Number(endsAt),
        Number(repeats[i] ?? 0) + tally.repeats,
      );
    });
    return this.#markFlapping(storm, members);
  }

  /** Where the storm has none, a key of that name is another's. */
  async #tallies(storm: Storm, from: number, count: number): Promise<Buffer> {
    if (!storm.hasTallies) return Buffer.alloc(0);
    const last = (from + count) * tallyBytes - 1;
    return this.#redis.getrangeBuffer(this.#keysOf(storm).tallies, from * tallyBytes, last);
  }

  // The seal counts those of a sealed storm; of an open one they become more by themselves.
  async #withExpired(storm: Storm): Promise<Storm> {
    if (storm.expiredCount === undefined) return storm;
    const until = await this.#expiredUntil(storm);
    const expiredCount = await this.#redis.zcount(this.#keysOf(storm).expires, '-inf', until);
    return { ...storm, expiredCount, resolvedCount: storm.resolvedCount + expiredCount };
  }

  /** When each of these members ended by not being sent again. */
  async #expired(storm: Storm, ordinals: readonly string[]): Promise<(string | undefined)[]> {
    if (!storm.expiredCount) return [];
    const [until, times] = await Promise.all([
      this.#expiredUntil(storm),
      this.#redis.zmscore(this.#keysOf(storm).expires, ...ordinals),
    ]);
    return times.map((time) => (time !== null && Number(time) <= until ? time : undefined));
  }

  /** As `seal` has it: what was to be sent again past the deadline would not have been in the storm. */
  async #expiredUntil({ id, sealAt, sealedAt }: Storm): Promise<number> {
    return Math.min(
      sealAt,
      sealedAt ?? (await timeOn(this.#redis, this.#clock, this.#partition(id).counters)),
    );
  }

  async #markFlapping(storm: Storm, members: StormMember[]): Promise<StormMember[]> {
    const { flappingCount, terms } = storm;
    if (flappingCount === 0 || terms?.flapAfter === undefined) return members;
    const times = await this.#redis.hmget(
      this.#keysOf(storm).flaps,
      ...members.map(({ fingerprint }) => fingerprint),
    );
    const isFlapping = (i: number) => Number(times[i] ?? 0) >= (terms.flapAfter ?? Infinity);
    return members.map((member, i) => (isFlapping(i) ? { ...member, flapping: true } : member));
  }

  #keysOf(storm: Storm): StormKeys {
    const [own, open] = this.#placesOf(storm.id);
    return storm.state === 'open' ? open : own;
  }

  #placesOf(stormId: string): [own: StormKeys, open: StormKeys] {
    const keys = this.#partition(stormId);
    return [keys.storm(stormId), keys.open(patternHashOf(stormId))];
  }

  #partition(stormId: string): PartitionKeys {
    return this.#keys.partition(partitionOf(patternHashOf(stormId), this.#partitions));
  }
}
