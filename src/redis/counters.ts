import { type AlertFault, alertFaults } from '../alert/alert.ts';
import { parseMember } from '../storm/fold-entry.ts';
import type { Pattern } from '../storm/pattern.ts';
import type { StormMember } from '../storm/storm.ts';
import type { StormTerms } from '../storm/terms.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';

/** Every sum that is kept in Redis, so that it survives restarts and is the same whichever process is asked. */
const counterNames = [
  ...['received', 'queued', 'excluded', 'rejected'],
  ...['opened', 'folded', 'repeated', 'resolved', 'refired', 'joined', 'muted', 'pending', 'discarded'],
  ...['sealedStorms', 'forcedStorms', 'submittedStorms', 'droppedStorms', 'discardedStorms', 'dropped'],
  ...alertFaults.map((fault) => `rejected:${fault}` as const),
] as const;

/** Alerts by outcome, and storms by what became of them, over all partitions. `pending` includes dead ones. */
export type Counters = Readonly<Record<string, number>>;

/** The rejected alerts of some sums by what was wrong with them; together exactly as many. */
export function rejectedBy(sums: Counters): Readonly<Record<AlertFault | 'unknown', number>> {
  const known = alertFaults.map((fault) => [fault, sums[`rejected:${fault}`] ?? 0] as const);
  // A version that knew no faults may count beside us, and has counted before us.
  const unknown = known.reduce((left, [, n]) => left - n, sums['rejected'] ?? 0);
  return Object.fromEntries([...known, ['unknown', unknown]]) as Record<AlertFault | 'unknown', number>;
}

export interface Quarantined {
  readonly id: string;
  readonly at: number;
  readonly requestId: string;
  readonly index: number;
  readonly reason: string;
  readonly raw: string;
}

/** An alert that a rule muted; its later deliveries are counted and not listed. */
export interface Muted {
  readonly at: number;
  readonly requestId: string;
  /** The pattern's text. */
  readonly pattern: string;
  readonly rule: string;
  readonly alert: StormMember;
}

/** Reads the sums, the quarantine and what was muted. */
export class CounterReader {
  readonly #redis: RedisClient;
  readonly #keys: Keys;
  readonly #partitions: number;

  constructor(redis: RedisClient, keys: Keys, partitions: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#partitions = partitions;
  }

  async read(): Promise<Counters> {
    const hashes = await Promise.all(
      this.#each((i) => this.#redis.hgetall(this.#keys.partition(i).counters)),
    );
    const sum = (name: string) => hashes.reduce((total, hash) => total + Number(hash[name] ?? 0), 0);
    return Object.fromEntries(counterNames.map((name) => [name, sum(name)]));
  }

  /** Arrival in ms of the oldest alert that was not folded yet; undefined when none waits. */
  async oldestPending(): Promise<number | undefined> {
    const first = (i: number) => this.#redis.zrange(this.#keys.partition(i).pending, '0', '0', 'WITHSCORES');
    const rows = await Promise.all(this.#each(first));
    const times = rows.flatMap(([, at]) => (at === undefined ? [] : [Number(at)]));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Alerts that rules muted, latest first. */
  async muted(limit: number): Promise<Muted[]> {
    const pages = this.#each((i) =>
      this.#redis.xrevrange(this.#keys.partition(i).muted, '+', '-', 'COUNT', limit),
    );
    const rows = (await Promise.all(pages)).flat().map(([, fields]) => parseMuted(fields));
    return rows.sort((a, b) => b.at - a.at).slice(0, limit);
  }

  /** The quarantine, latest first. */
  async rejects(limit: number): Promise<Quarantined[]> {
    const rows = await this.#redis.xrevrange(this.#keys.partition(0).rejects, '+', '-', 'COUNT', limit);
    return rows.map(([id, fields]) => {
      const value = valueIn(fields);
      const [requestId, reason, raw] = [value('requestId'), value('reason'), value('raw')];
      return { id, at: Number(value('at')), requestId, index: Number(value('index')), reason, raw };
    });
  }

  #each<T>(read: (partition: number) => T): T[] {
    return Array.from({ length: this.#partitions }, (_, i) => read(i));
  }
}

function parseMuted(fields: readonly string[]): Muted {
  const value = valueIn(fields);
  const [pattern, terms] = [value('pattern'), value('terms')].map((text) => JSON.parse(text) as unknown) as [
    Pattern,
    StormTerms,
  ];
  const alert = parseMember(`${value('at')} ${value('member')}`, undefined, 0);
  return {
    ...{ at: Number(value('at')), requestId: value('requestId') },
    ...{ pattern: pattern.text, rule: terms.rule, alert },
  };
}

function valueIn(fields: readonly string[]): (name: string) => string {
  return (name) => fields[fields.indexOf(name) + 1] ?? '';
}
