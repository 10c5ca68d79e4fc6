import type { Redis } from 'ioredis';

import type { PartitionKeys } from './keys.ts';

/** Of these jobs, the ones that BullMQ no longer has. `jobKey` makes the key of a job's hash from its id. */
export type JobKey = (jobId: string) => string;

/** Looks for what is remembered of jobs that are gone. Bounded: what is beyond `limit` is found the next time. */
export class Leftovers {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Jobs that are pending since before `until`, and that somebody removed past our code: their alerts are lost. */
  async lostJobs(keys: PartitionKeys, jobKey: JobKey, until: number, limit: number): Promise<string[]> {
    const ids = await this.#redis.zrangebyscore(keys.pending, '-inf', until, 'LIMIT', 0, limit);
    return this.#gone(ids, jobKey);
  }

  /** Clears the answers of jobs that are gone. How many there were. */
  async clearAnswers(keys: PartitionKeys, jobKey: JobKey, limit: number): Promise<number> {
    const [, found] = await this.#redis.hscan(keys.answers, '0', 'COUNT', limit);
    const gone = await this.#gone(
      found.filter((_, i) => i % 2 === 0),
      jobKey,
    );
    if (gone.length > 0) await this.#redis.hdel(keys.answers, ...gone);
    return gone.length;
  }

  /** Forgets storms that were settled before `until`; their keys have expired by themselves. */
  async trim(keys: PartitionKeys, until: number): Promise<void> {
    for (const state of ['submitted', 'discarded'] as const) {
      await this.#redis.zremrangebyscore(keys.storms(state), '-inf', `(${until}`);
    }
  }

  async #gone(jobIds: readonly string[], jobKey: JobKey): Promise<string[]> {
    const exists = await Promise.all(jobIds.map((id) => this.#redis.exists(jobKey(id))));
    return jobIds.filter((_, i) => exists[i] === 0);
  }
}
