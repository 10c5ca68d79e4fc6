import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Redis } from 'ioredis';

import type { Alert } from '../../src/alert/alert.ts';
import type * as jobs from '../../src/queue/jobs.ts';
import type * as arrive from '../../src/redis/arrive.ts';
import type * as keys from '../../src/redis/keys.ts';
import type * as store from '../../src/redis/storm-store.ts';
import type * as entries from '../../src/storm/fold-entry.ts';
import type * as patterns from '../../src/storm/pattern.ts';
import { defaultSeverityOrder } from '../../src/storm/severity.ts';
import type { StormTerms } from '../../src/storm/terms.ts';

export const alertsPerRound = 1500;
const day = 24 * 3600 * 1000;

const terms: StormTerms = {
  ...{ rule: 'default', windowMs: day, below: 'submit', whenResolved: 'submit' },
  ...{ cooldownMax: 500, updates: false },
};

type Rooms = typeof jobs & typeof arrive & typeof keys & typeof store & typeof entries & typeof patterns;

/** One checkout of the project: its own scripts and its own way to them. */
export async function openRooms(root: string): Promise<Rooms> {
  const files = [
    'queue/jobs',
    'redis/arrive',
    'redis/keys',
    'redis/storm-store',
    'storm/fold-entry',
    'storm/pattern',
  ];
  const urls = files.map((file) => pathToFileURL(join(root, 'src', `${file}.ts`)).href);
  const rooms: object[] = await Promise.all(urls.map((url) => import(url) as Promise<object>));
  return Object.assign({}, ...rooms) as Rooms;
}

/** Folds new alerts into storms of a wanted size, each round into fresh ones where that size is small. */
export class Side {
  readonly #redis: Redis;
  readonly #rooms: Rooms;
  readonly #keys;
  readonly #store;
  readonly #batch: number;
  readonly #large;
  #made = 0;

  constructor(redis: Redis, rooms: Rooms, name: string, batch: number) {
    this.#redis = redis;
    this.#rooms = rooms;
    this.#batch = batch;
    this.#keys = rooms.keysFor(`bench-${name}-${batch}`);
    // Versions before rules take the window from here, later ones from the terms.
    const settings = {
      ...{ partitions: 1, memoryMs: day, retentionMs: day, episodeSkewMs: 15_000, windowMs: day },
      ...{ instance: 'bench', samples: 5 },
    };
    this.#store = new rooms.StormStore(redis, this.#keys, settings);
    this.#large = rooms.patternOf({ alertname: 'Large', namespace: 'bench' });
  }

  /** Makes the one large storm. */
  async grow(size: number): Promise<void> {
    for (let n = 0; n < size; n += 100) await this.#fold(this.#large, 100);
  }

  /** Microseconds of Redis' time an alert, folding into storms of that size. */
  async cost(size: number): Promise<number> {
    await this.#redis.config('RESETSTAT');
    for (let n = 0; n < alertsPerRound; n += this.#batch) {
      // A small storm is left after fifteen alerts, or after the one call that makes it larger.
      const small = Math.floor(this.#made / Math.max(15, this.#batch));
      const pattern =
        size > 15 ? this.#large : this.#rooms.patternOf({ alertname: `Small${small}`, namespace: 'bench' });
      await this.#fold(pattern, this.#batch);
    }
    const stats = await this.#redis.info('commandstats');
    const micros = /cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(stats)?.[1];
    return Number(micros) / alertsPerRound;
  }

  async #fold(pattern: patterns.Pattern, count: number): Promise<void> {
    const alerts = Array.from({ length: count }, () => this.#alert(pattern));
    const folding = alerts.map((alert) => this.#rooms.foldEntryOf(alert, defaultSeverityOrder));
    const jobId = this.#rooms.foldJobId(`bench${this.#made}`, 0, count);
    const share = {
      ...{ partition: 0, received: count, excluded: 0, rejected: [] },
      jobs: [{ id: jobId, data: { alerts } }],
    };
    const { text, keys: names, args } = this.#rooms.arriveCalls(this.#keys)(share);
    await this.#redis.eval(text, names.length, ...names, ...args);
    const request = {
      jobId,
      requestId: 'bench',
      pattern,
      truncated: false,
      entries: folding,
      terms,
      acks: [],
    };
    const reply = await this.#store.fold(request);
    if (reply.kind !== 'folded' || reply.sums.opened + reply.sums.folded !== count)
      throw new Error('not all was folded');
  }

  #alert({ labels }: patterns.Pattern): Alert {
    const pod = `api-${(this.#made++).toString(36).padStart(8, '0')}`;
    const more = { severity: 'warning', pod, container: 'app', uid: pod, prometheus: 'monitoring/k8s' };
    const annotations = {
      summary: 'A container restarts again and again.',
      description: `Pod ${pod} restarts.`,
    };
    return {
      ...{ status: 'firing', annotations, startsAt: '2026-06-01T12:00:00Z' },
      labels: { ...labels, ...more },
      fingerprint: Buffer.from(pod.slice(-8)).toString('hex'),
    };
  }
}
