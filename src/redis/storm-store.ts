import { type StormClock, redisClock } from '../clock.ts';
import { partitionOf } from '../storm/pattern.ts';
import { type StormState, patternHashOf } from '../storm/storm.ts';
import type { RedisClient } from './client.ts';
import { type Brief, type FoldRequest, type FoldSettings, foldArgs, foldKeys, storedKeys } from './fold.ts';
import { type FoldReply, type LateEntry, parseFoldReply } from './fold-reply.ts';
import type { Keys, PartitionKeys } from './keys.ts';
import { Known } from './known.ts';
import { ScriptRunner } from './scripts.ts';
import { timeOn } from './time.ts';

export type SealReply =
  | { readonly kind: 'sealed'; readonly now: number; readonly state: StormState }
  | { readonly kind: 'not yet'; readonly now: number; readonly remainingMs: number }
  | { readonly kind: 'gone'; readonly now: number };

export type SettleReply = {
  readonly kind: 'settled' | 'already' | 'refused';
  readonly now: number;
  /** Before this call; '' when there is no such storm. */
  readonly state: StormState | '';
};

export interface LateReply {
  /** `gone`: there is no such storm, or no more. */
  readonly kind: 'recorded' | 'gone';
  readonly now: number;
  readonly state: StormState | '';
  /** Its resource is to be updated, once it is submitted. */
  readonly wanted: boolean;
  /** Alerts that its division has handed on already, by their ordinals: who has them now is to be told. */
  readonly handedOn: readonly number[];
}

type LateAnswer = [LateReply['kind'], number, StormState?, number?, number[]?];

/** What can become of a sealed storm; `sealed` is the way back from `failed`. */
export type Outcome = Exclude<StormState, 'open'>;

export interface StoreSettings extends FoldSettings {
  readonly partitions: number;
  readonly retentionMs: number;
}

/** The storms in Redis: each change is one script, one round trip, and safe to repeat. */
export class StormStore {
  readonly keys: Keys;
  readonly settings: StoreSettings;
  readonly runner: ScriptRunner;
  readonly #redis: RedisClient;
  readonly #clock: StormClock;
  readonly #known = new Known();

  constructor(redis: RedisClient, keys: Keys, settings: StoreSettings, clock: StormClock = redisClock) {
    this.#redis = redis;
    this.keys = keys;
    this.settings = settings;
    this.runner = new ScriptRunner(redis);
    this.#clock = clock;
  }

  /**
   * Redis' time, unless the clock says another. For ages that are shown or looked back over: on a cluster it is of the
   * master that holds what no partition owns, and the partitions' may differ by as much as their clocks do.
   */
  async now(): Promise<number> {
    return timeOn(this.#redis, this.#clock, this.keys.instance);
  }

  /** The time that a partition's storms are judged by. */
  async nowIn(partition: number): Promise<number> {
    return timeOn(this.#redis, this.#clock, this.keys.partition(partition).counters);
  }

  /** The time that a storm is judged by. */
  async nowOf(stormId: string): Promise<number> {
    return this.nowIn(partitionOf(patternHashOf(stormId), this.settings.partitions));
  }

  /** Adds one job's alerts to their pattern's open storm. Errors are Redis' own. */
  async fold(request: FoldRequest): Promise<FoldReply> {
    const { partitions } = this.settings;
    const keys = foldKeys(this.#partitionOf(request.pattern.hash), request, partitions);
    const call = async (brief?: Brief) => {
      const args = foldArgs(this.#clock.now(), request, this.settings, partitions, brief);
      return parseFoldReply(await this.runner.call('fold', keys, args));
    };
    const reply = await call(this.#known.briefFor(request));
    const answer = reply.kind === 'whole' ? await call() : reply;
    if (answer.kind === 'whole') throw new Error('whole alerts were asked for again');
    this.#known.learn(request, answer);
    return answer;
  }

  /**
   * Closes a storm at its deadline, or before it with `force`. Only on the road of the alerts, or by force. `arrivedAt`:
   * an alert's arrival past the deadline, which counts even if the clock has stepped back since.
   */
  async seal(stormId: string, force = false, arrivedAt?: number): Promise<SealReply> {
    const hash = patternHashOf(stormId);
    const keys = this.#partitionOf(hash);
    const reply = (await this.runner.call(
      'seal',
      [
        ...storedKeys(keys.open(hash)),
        ...storedKeys(keys.storm(stormId)),
        ...[keys.storms('open'), keys.storms('sealed'), keys.last(hash), keys.cooldown(hash)],
        ...[keys.tenants, keys.counters],
      ],
      [this.#clock.now() ?? '', stormId, this.settings.memoryMs, force ? 1 : 0, arrivedAt ?? ''],
    )) as [SealReply['kind'], number, never];
    const [kind, now, rest] = reply;
    if (kind === 'sealed') return { kind, now, state: rest };
    if (kind === 'not yet') return { kind, now, remainingMs: rest };
    return { kind, now };
  }

  /**
   * Records what became of a sealed storm. `detail` is the resource's name when submitted, the ids of its storms when
   * divided, else the reason. `lookedMs` is how long the alerts of a divided one are kept.
   */
  async settle(stormId: string, outcome: Outcome, detail: string, lookedMs?: number): Promise<SettleReply> {
    const hash = patternHashOf(stormId);
    const keys = this.#partitionOf(hash);
    const own = keys.storm(stormId);
    const reply = await this.runner.call(
      'settle',
      [
        ...storedKeys(own),
        ...[own.late, own.joined, own.manifest, own.plan],
        ...(['sealed', 'failed', 'submitted', 'dropped', 'discarded', 'divided'] as const).map(keys.storms),
        keys.counters,
        keys.cooldown(hash),
      ],
      [this.#clock.now() ?? '', stormId, outcome, this.settings.retentionMs, detail, lookedMs ?? ''],
    );
    const [kind, now, state] = reply as [SettleReply['kind'], number, SettleReply['state']];
    return { kind, now, state };
  }

  /** Records what befell a storm after its seal. Telling the same again changes nothing. */
  async late(stormId: string, entries: readonly LateEntry[]): Promise<LateReply> {
    const hash = patternHashOf(stormId);
    const keys = this.#partitionOf(hash);
    const [own, open] = [keys.storm(stormId), keys.open(hash)];
    const told = entries.flatMap(({ kind, ordinal, text, rank, severity, at }) => {
      return [kind, ordinal, text, rank ?? '', severity ?? '', at ?? ''];
    });
    const reply = await this.runner.call(
      'late',
      [
        ...[own.record, own.late, own.joined, open.record, open.resolved, own.resolved, keys.updates],
        ...[open.expires, own.expires, open.tallies, own.tallies],
      ],
      [this.#clock.now() ?? '', stormId, ...told],
    );
    const [kind, now, state = '', wanted, handedOn = []] = reply as LateAnswer;
    return { kind, now, state, wanted: wanted === 1, handedOn };
  }

  /** Takes a storm off those whose resource is to be updated, unless more than `seq` came since. True when it did. */
  async updated(stormId: string, seq: number | undefined): Promise<boolean> {
    const keys = this.#partitionOf(patternHashOf(stormId));
    const args = [stormId, seq ?? ''];
    return (await this.runner.call('updated', [keys.storm(stormId).record, keys.updates], args)) === 1;
  }

  /** Gives up the alerts of a dead aggregate job. False when they were not pending (any more). */
  async discardPending(partition: number, jobId: string, alerts: number): Promise<boolean> {
    const keys = this.keys.partition(partition);
    return (
      (await this.runner.call('discard', [keys.pending, keys.answers, keys.counters], [jobId, alerts])) === 1
    );
  }

  #partitionOf(patternHash: string): PartitionKeys {
    return this.keys.partition(partitionOf(patternHash, this.settings.partitions));
  }
}
