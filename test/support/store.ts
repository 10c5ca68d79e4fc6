import { randomUUID } from 'node:crypto';

import { type Keys, keysFor } from '../../src/redis/keys.ts';
import { StormReader } from '../../src/redis/storm-reader.ts';
import { type StoreSettings, StormStore } from '../../src/redis/storm-store.ts';
import type { FoldRequest } from '../../src/redis/fold.ts';
import type { FoldAnswer, FoldReply, FoldedStorm } from '../../src/redis/fold-reply.ts';
import type { FoldEntry } from '../../src/storm/fold-entry.ts';
import type { StormTerms } from '../../src/storm/terms.ts';
import { type Pattern, partitionOf, patternOf } from '../../src/storm/pattern.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { foldJobId } from '../../src/queue/jobs.ts';
import { openRedis, removeAll } from './redis.ts';

export const minute = 60_000;
/** Where every test's clock starts: any round time will do. */
export const noon = Date.UTC(2026, 5, 1, 12);

export const storeSettings: StoreSettings = {
  partitions: 4,
  memoryMs: 24 * 60 * minute,
  retentionMs: 24 * 60 * minute,
  episodeSkewMs: 15_000,
  instance: 'test',
  samples: 5,
};

/** Five minutes from the first alert, and nothing else. */
export const plainTerms: StormTerms = {
  rule: 'default',
  windowMs: 5 * minute,
  below: 'submit',
  whenResolved: 'submit',
  cooldownMax: 500,
  updates: false,
};

/** A store of its own on the tests' Redis, with a clock that stands still until it is moved. */
export class StoreBench {
  readonly redis = openRedis();
  readonly prefix = `test-${randomUUID()}`;
  readonly keys: Keys = keysFor(this.prefix);
  readonly settings: StoreSettings;
  readonly clock = { time: noon, now: () => this.clock.time };
  readonly store: StormStore;
  readonly reader: StormReader;
  /** What storms are opened with from now on. */
  terms: StormTerms;
  #request = 0;

  constructor(settings: Partial<StoreSettings> = {}, terms: Partial<StormTerms> = {}) {
    this.settings = { ...storeSettings, ...settings };
    this.terms = { ...plainTerms, ...terms };
    this.store = new StormStore(this.redis, this.keys, this.settings, this.clock);
    this.reader = new StormReader(this.redis, this.keys, this.settings.partitions, this.clock);
  }

  /** Stamps a job's arrival now, as intake does, without queuing it. Answers what `fold` takes. */
  async arrive(
    entries: readonly FoldEntry[],
    pattern: Pattern = shop,
    truncated = false,
  ): Promise<FoldRequest> {
    const request = `request${this.#request++}`;
    const id = foldJobId(request, 0, entries.length);
    const share = {
      partition: partitionOf(pattern.hash, this.settings.partitions),
      received: entries.length,
      excluded: 0,
      rejected: [],
      jobs: [{ id, data: { alerts: entries } }],
    };
    const { text, keys, args } = arriveCalls(this.keys, this.clock)(share);
    await this.redis.eval(text, keys.length, ...keys, ...args);
    return { jobId: id, requestId: request, pattern, truncated, entries, terms: this.terms, acks: [] };
  }

  /** Arrives and folds; throws when the storm is due. */
  async fold(entries: readonly FoldEntry[], pattern: Pattern = shop) {
    return folded(await this.store.fold(await this.arrive(entries, pattern)));
  }

  async counters(pattern: Pattern = shop): Promise<Record<string, number>> {
    const place = this.keys.partition(partitionOf(pattern.hash, this.settings.partitions));
    const hash = await this.redis.hgetall(place.counters);
    return Object.fromEntries(Object.entries(hash).map(([name, n]) => [name, Number(n)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeAll(this.redis, this.prefix);
    this.redis.disconnect();
  }
}

/** The answer, and of the storms that it names the one that is open now. */
export function folded(reply: FoldReply): FoldAnswer & { readonly storm: FoldedStorm | undefined } {
  if (reply.kind !== 'folded') throw new Error(`expected the job to be folded, but it was ${reply.kind}`);
  return { ...reply, storm: reply.storms.at(-1) };
}

export const shop = patternOf({ alertname: 'KubePodCrashLooping', namespace: 'shop' });

/** An alert about a pod, as `fold` takes it. Times are milliseconds; `startsAt` null leaves it out. */
export function entry(
  pod: string,
  options: {
    status?: 'firing' | 'resolved';
    startsAt?: number | null;
    endsAt?: number;
    severity?: { name: string; rank: number };
    pairIds?: string;
  } = {},
): FoldEntry {
  const { status = 'firing', startsAt = noon, endsAt, severity = { name: 'warning', rank: 2 } } = options;
  const startText = startsAt === null ? '' : new Date(startsAt).toISOString();
  return {
    status,
    fingerprint: fingerprintOfPod(pod),
    startsAtMs: startsAt ?? undefined,
    endsAtMs: endsAt,
    described: {
      severity,
      member: JSON.stringify([fingerprintOfPod(pod), startText, severity.name, 'Pod', pod, 'shop']),
      pairIds: options.pairIds ?? `,lshared,l${pod},`,
    },
    sample: JSON.stringify({ labels: { pod }, annotations: {}, fingerprint: fingerprintOfPod(pod) }),
  };
}

function fingerprintOfPod(pod: string): string {
  return Buffer.from(pod.padEnd(8, '_').slice(0, 8)).toString('hex');
}

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string;
  }
}
