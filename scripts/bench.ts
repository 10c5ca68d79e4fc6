/**
 * What folding an alert costs Redis, in a storm of 15 and in one of 10,000, in one run on a Redis of its own. The sides
 * take turns, so that a machine that slows down slows both. Time is Redis' own (`commandstats`), without the network.
 */
import { Redis } from 'ioredis';

import { foldJobId } from '../src/queue/jobs.ts';
import { arriveCalls } from '../src/redis/arrive.ts';
import { keysFor } from '../src/redis/keys.ts';
import { startRedis } from '../src/redis/server/start-redis.ts';
import { StormStore } from '../src/redis/storm-store.ts';
import { type FoldEntry, foldEntryOf } from '../src/storm/fold-entry.ts';
import { type Pattern, partitionOf, patternOf } from '../src/storm/pattern.ts';
import { defaultSeverityOrder } from '../src/storm/severity.ts';
import type { StormTerms } from '../src/storm/terms.ts';

const rounds = 15;
const alertsPerRound = 1500;
const day = 24 * 3600 * 1000;
const terms: StormTerms = {
  ...{ rule: 'default', windowMs: day, below: 'submit', whenResolved: 'submit' },
  ...{ cooldownMax: 500, updates: false },
};
const bigPattern = patternOf({ alertname: 'Large', namespace: 'bench' });
const say = (line: string) => process.stdout.write(`${line}\n`);

async function run(redis: Redis): Promise<void> {
  for (const batch of [15, 1]) {
    const small: number[] = [];
    const large: number[] = [];
    const benchmark = new Benchmark(redis, batch);
    await benchmark.grow(10_000);
    for (let round = 0; round < rounds; round++) {
      small.push(await benchmark.cost(15));
      large.push(await benchmark.cost(10_000));
    }
    const ratios = large.map((cost, i) => cost / (small[i] ?? Number.NaN));
    say(
      `\n${batch === 1 ? 'One alert a call' : `${batch} alerts a call`}, ${rounds} rounds of ${alertsPerRound} alerts`,
    );
    say(`  storm of 15      ${spread(small)} µs an alert`);
    say(`  storm of 10,000  ${spread(large)} µs an alert`);
    say(`  10,000 : 15      ${spread(ratios)} times`);
  }
  redis.disconnect();
}

/** Folds new alerts into storms of a wanted size, each round into fresh ones where that size is small. */
class Benchmark {
  readonly #redis: Redis;
  readonly #keys;
  readonly #store: StormStore;
  readonly #batch: number;
  readonly #partitions = 1;
  #made = 0;

  constructor(redis: Redis, batch: number) {
    this.#redis = redis;
    this.#batch = batch;
    this.#keys = keysFor(`bench-${batch}`);
    this.#store = new StormStore(redis, this.#keys, {
      ...{ partitions: 1, memoryMs: day, retentionMs: day, episodeSkewMs: 15_000 },
      ...{ instance: 'bench', samples: 5 },
    });
  }

  /** Makes the one large storm. */
  async grow(size: number): Promise<void> {
    for (let n = 0; n < size; n += 100) await this.#fold(bigPattern, 100);
  }

  /** Microseconds of Redis' time an alert, folding into storms of that size. */
  async cost(size: number): Promise<number> {
    await this.#redis.config('RESETSTAT');
    for (let n = 0; n < alertsPerRound; n += this.#batch) {
      // A small storm is left after fifteen alerts, or after the one call that makes it larger.
      const pattern =
        size > 15 ? bigPattern : smallPattern(Math.floor(this.#made / Math.max(15, this.#batch)));
      await this.#fold(pattern, this.#batch);
    }
    const stats = await this.#redis.info('commandstats');
    const micros = /cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(stats)?.[1];
    return Number(micros) / alertsPerRound;
  }

  async #fold(pattern: Pattern, count: number): Promise<void> {
    const entries = Array.from({ length: count }, () => this.#entry(pattern));
    const jobId = foldJobId(`bench${this.#made}`, 0, count);
    const partition = partitionOf(pattern.hash, this.#partitions);
    const share = {
      partition,
      received: count,
      excluded: 0,
      rejected: [],
      jobs: [{ id: jobId, data: { alerts: entries } }],
    };
    const { text, keys, args } = arriveCalls(this.#keys)(share, 'bench');
    await this.#redis.eval(text, keys.length, ...keys, ...args);
    const reply = await this.#store.fold({
      jobId,
      requestId: 'bench',
      pattern,
      truncated: false,
      entries,
      terms,
      acks: [],
    });
    if (reply.kind !== 'folded' || reply.sums.opened + reply.sums.folded !== count)
      throw new Error('not all was folded');
  }

  #entry({ labels }: Pattern): FoldEntry {
    const pod = `api-${(this.#made++).toString(36).padStart(8, '0')}`;
    const fingerprint = Buffer.from(pod.slice(-8)).toString('hex');
    const all = {
      ...labels,
      severity: 'warning',
      pod,
      container: 'app',
      uid: pod,
      prometheus: 'monitoring/k8s',
    };
    const annotations = {
      summary: 'A container restarts again and again.',
      description: `Pod ${pod} restarts.`,
    };
    const alert = {
      status: 'firing',
      labels: all,
      annotations,
      startsAt: '2026-06-01T12:00:00Z',
      fingerprint,
    } as const;
    return foldEntryOf(alert, defaultSeverityOrder);
  }
}

function smallPattern(n: number): Pattern {
  return patternOf({ alertname: `Small${n}`, namespace: 'bench' });
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN).toFixed(2);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}

const server = await startRedis({ say });
try {
  say(`Redis: ${server.how}`);
  await run(new Redis(server.url));
} finally {
  await server.stop();
}
