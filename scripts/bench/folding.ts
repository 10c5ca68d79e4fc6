import type { Redis } from 'ioredis';

import type { Alert } from '../../src/alert/alert.ts';
import { foldJobId } from '../../src/queue/jobs.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import type { FoldAnswer } from '../../src/redis/fold-reply.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { StormStore } from '../../src/redis/storm-store.ts';
import { foldEntryOf } from '../../src/storm/fold-entry.ts';
import type { Pattern } from '../../src/storm/pattern.ts';
import { defaultSeverityOrder } from '../../src/storm/severity.ts';
import type { StormTerms } from '../../src/storm/terms.ts';

const day = 24 * 3600 * 1000;

const terms: StormTerms = {
  ...{ rule: 'default', windowMs: day, below: 'submit', whenResolved: 'submit' },
  ...{ cooldownMax: 500, updates: false },
};

const settings = {
  ...{ partitions: 1, memoryMs: day, retentionMs: day, episodeSkewMs: 15_000 },
  ...{ instance: 'bench', samples: 5 },
};

/** Folds as intake and worker do together, without a queue between them: stamped by `arrive`, acknowledged by the next. */
export class Folding {
  readonly keys;
  readonly #redis: Redis;
  readonly #store: StormStore;
  readonly #arriveCall;
  #acks: string[] = [];
  #jobs = 0;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    const keys = keysFor(prefix);
    this.keys = keys.partition(0);
    this.#store = new StormStore(redis, keys, settings);
    this.#arriveCall = arriveCalls(keys);
  }

  /** One job of these alerts. Throws when the storm is due: in a day. */
  async fold(pattern: Pattern, alerts: readonly Alert[]): Promise<FoldAnswer> {
    const jobId = foldJobId(`bench${this.#jobs++}`, 0, alerts.length);
    await this.#arrive(jobId, alerts);
    const entries = alerts.map((alert) => foldEntryOf(alert, defaultSeverityOrder));
    const reply = await this.#store.fold({
      ...{ jobId, requestId: 'bench', pattern, truncated: false, entries, terms },
      acks: this.#acks,
    });
    if (reply.kind !== 'folded') throw new Error(`a job of the bench was ${reply.kind}`);
    this.#acks = [jobId];
    return reply;
  }

  async #arrive(jobId: string, alerts: readonly Alert[]): Promise<void> {
    const share = { partition: 0, received: alerts.length, excluded: 0, rejected: [] };
    const call = this.#arriveCall({ ...share, jobs: [{ id: jobId, data: { alerts } }] });
    await this.#redis.eval(call.text, call.keys.length, ...call.keys, ...call.args);
  }
}
