import { type StormClock, redisClock } from '../clock.ts';
import type { CauseStorm, MemberPlace } from '../storm/cause-storm.ts';
import { parseSample, urgencyIn } from '../storm/fold-entry.ts';
import { partitionOf } from '../storm/pattern.ts';
import type { ScopeMember } from '../storm/scope-member.ts';
import { type Storm, type StormMember, type StormState, patternHashOf } from '../storm/storm.ts';
import type { RedisClient } from './client.ts';
import {
  type CarriedMembers,
  type CarryReply,
  type DivideReply,
  carriedAtOnce,
  divideArgs,
} from './divide.ts';
import { episodeName } from './fold.ts';
import type { Keys, PartitionKeys, StormKeys } from './keys.ts';
import type { ScriptRunner } from './scripts.ts';
import type { StormReader } from './storm-reader.ts';

interface ScopeSources {
  readonly redis: RedisClient;
  readonly keys: Keys;
  readonly runner: ScriptRunner;
  readonly reader: StormReader;
  readonly partitions: number;
  readonly memoryMs: number;
  readonly clock?: StormClock | undefined;
}

/** Whole alerts are a kilobyte each. */
const pageSize = 500;

/** The storms of scopes: they hold all alerts that are correlated, and are divided into a storm for each cause. */
export class ScopeStorms {
  readonly #sources: ScopeSources;

  constructor(sources: ScopeSources) {
    this.#sources = sources;
  }

  /** Every alert of a scope's storm, as it stands now, in order of arrival; of one that was divided those that it did not hand on. */
  async members(storm: Storm): Promise<readonly ScopeMember[]> {
    const { redis, reader } = this.#sources;
    const [keys, found] = [this.#keysOf(storm), [] as ScopeMember[]];
    for (let from = 0; from < storm.alertCount; from += pageSize) {
      const to = Math.min(from + pageSize, storm.alertCount) - 1;
      const [texts, samples, { members }] = await Promise.all([
        redis.lrange(keys.members, from, to),
        redis.lrange(keys.samples, from, to),
        reader.members(storm, from, to + 1 - from),
      ]);
      if (texts.length === 0) break;
      for (const [i, text] of texts.entries()) {
        const member = members[i];
        if (member) found.push({ ordinal: from + i, member, text, ...wholeOf(member, samples[i]) });
      }
    }
    return found;
  }

  /**
   * Alerts of the same scope that were sealed no longer than a window before this storm opened: what comes later may be of one
   * cause with them. None of a scope that fills by the thousand, no more than so many of any, and not what was carried over.
   */
  async before(storm: Storm, most: number): Promise<readonly ScopeMember[]> {
    const since = lookedSince(storm);
    let found: readonly ScopeMember[] = [];
    let { previousId } = storm;
    while (previousId !== undefined) {
      const previous = await this.#sources.reader.storm(previousId);
      const isNear = previous?.state === 'divided' && previous.sealAt > since;
      if (!isNear || previous.sealReason === 'full' || found.length + previous.alertCount > most) break;
      const own = await this.members(previous);
      found = [...found, ...own.filter(({ alert }) => alert)];
      ({ previousId } = previous);
    }
    return found;
  }

  /**
   * Forgets the alerts of earlier storms that neither this one nor a later one is looked at beside. Not by a time of their own:
   * while nobody divides, they are still needed.
   */
  async forgetBefore(storm: Storm): Promise<void> {
    const since = lookedSince(storm);
    for (let { previousId } = storm; previousId !== undefined;) {
      const previous = await this.#sources.reader.storm(previousId);
      if (previous?.state !== 'divided') return;
      const { members, samples } = this.#partition(previousId).storm(previousId);
      // None there: this one has been forgotten, and those before it.
      if (previous.sealAt <= since && (await this.#sources.redis.unlink(members, samples)) === 0) return;
      ({ previousId } = previous);
    }
  }

  /** How a storm is to be divided, as it was written down. */
  async plan(stormId: string): Promise<string | undefined> {
    const key = this.#partition(stormId).storm(stormId).plan;
    return (await this.#sources.redis.get(key)) ?? undefined;
  }

  /**
   * Writes down how a storm is to be divided unless that stands already, and answers what stands: whoever dies while it
   * is divided, the next goes on with the same.
   */
  async keepPlan(stormId: string, plan: string): Promise<string> {
    const key = this.#partition(stormId).storm(stormId).plan;
    return (await this.#sources.redis.set(key, plan, 'NX', 'GET')) ?? plan;
  }

  /** Makes a storm of its own of the members that have one cause. Doing it again changes nothing. */
  async divide(scopeId: string, cause: CauseStorm): Promise<DivideReply> {
    const { runner, clock = redisClock, memoryMs } = this.#sources;
    const keys = this.#partition(scopeId);
    const [scope, own] = [keys.storm(scopeId), keys.storm(cause.id)];
    const reply = await runner.call(
      'divide',
      [
        ...[scope.record, scope.resolved, scope.expires, scope.tallies, scope.late],
        ...[own.record, own.members, own.resolved, own.samples, own.flaps, own.expires, own.tallies],
        ...[keys.storms('sealed'), keys.counters, keys.last(cause.causeHash)],
        ...cause.members.map(({ fingerprint }) => keys.episode(episodeName(fingerprint))),
      ],
      [clock.now() ?? '', scopeId, cause.id, memoryMs, ...divideArgs(cause)],
    );
    const [kind, now, state] = reply as [DivideReply['kind'], number, StormState?];
    return { kind, now, ...(state && { state }) };
  }

  /** Takes members over into the scope's open storm. Doing the same step again changes nothing. */
  async carry(scope: Storm, carried: CarriedMembers): Promise<CarryReply> {
    const { runner, clock = redisClock, memoryMs } = this.#sources;
    const keys = this.#partition(scope.id);
    const [from, to] = [keys.storm(scope.id), keys.open(patternHashOf(scope.id))];
    const [{ step, id, until, openedAt, members }, { pattern, terms, requestId = '' }] = [carried, scope];
    const reply = await runner.call(
      'carry',
      [
        ...[from.record, from.resolved, from.expires, from.tallies, from.late, from.samples, from.flaps],
        ...[to.record, to.members, to.resolved, to.samples, to.flaps, to.expires, to.tallies],
        keys.storms('open'),
        ...members.map(({ member }) => keys.episode(episodeName(member.fingerprint))),
      ],
      [
        ...[clock.now() ?? '', scope.id, step, memoryMs, id, until],
        ...[JSON.stringify(pattern), JSON.stringify(terms), requestId, openedAt],
        ...members.flatMap(({ ordinal, text, sample, member: { severity, fingerprint } }) => [
          ...[ordinal, text, sample, carried.rankOf(severity), severity, fingerprint],
        ]),
      ],
    );
    const [kind, now, openId, sealAt] = reply as [CarryReply['kind'], number, string?, number?];
    return openId && sealAt ? { kind, now, open: { id: openId, sealAt } } : { kind, now };
  }

  /** Which member of the scope's next storm the nth that was carried over became. Undefined: none, or that is forgotten. */
  async carriedTo(scopeId: string, n: number): Promise<MemberPlace | undefined> {
    const step = Math.floor(n / carriedAtOnce) + 1;
    const { record } = this.#partition(scopeId).storm(scopeId);
    const [id, base] = (await this.#sources.redis.hget(record, `carried:${step}`))?.split(' ') ?? [];
    return id === undefined ? undefined : { id, ordinal: Number(base) + (n % carriedAtOnce) };
  }

  #keysOf({ id, state }: Storm): StormKeys {
    const keys = this.#partition(id);
    return state === 'open' ? keys.open(patternHashOf(id)) : keys.storm(id);
  }

  #partition(stormId: string): PartitionKeys {
    const { keys, partitions } = this.#sources;
    return keys.partition(partitionOf(patternHashOf(stormId), partitions));
  }
}

function lookedSince({ openedAt, terms }: Storm): number {
  return openedAt - (terms?.windowMs ?? 0);
}

/** Nothing where it was lost, or was carried over. Another's may stand in its place. */
function wholeOf(
  { fingerprint, arrivedAt }: StormMember,
  text = '',
): Pick<ScopeMember, 'sample' | 'alert' | 'urgentMs'> {
  const alert = text === '' ? undefined : parseSample(text, arrivedAt);
  if (alert?.fingerprint !== fingerprint) return { sample: '', alert: undefined, urgentMs: undefined };
  return { sample: text, alert, urgentMs: urgencyIn(text) };
}
