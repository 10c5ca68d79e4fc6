import type { RedisClient } from './client.ts';
import type { PartitionKeys } from './keys.ts';

/** Makes the key of a job's hash from its id. */
export type JobKey = (jobId: string) => string;

/** Looks for what is remembered of jobs that are gone, page by page. */
export class Leftovers {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Jobs that are pending since before `until`, oldest first, from the `from`th on. */
  async pendingJobs(keys: PartitionKeys, until: number, from: number, count: number): Promise<string[]> {
    return this.#redis.zrangebyscore(keys.pending, '-inf', until, 'LIMIT', from, count);
  }

  /** Some of the jobs whose answers are kept, and where to go on; cursor 0 begins, and ends. */
  async answeredJobs(keys: PartitionKeys, cursor: number): Promise<{ cursor: number; ids: string[] }> {
    const [next, found] = await this.#redis.hscan(keys.answers, cursor, 'COUNT', 1000);
    // What is noted of a job that is half done goes with the job itself.
    const ids = found.filter((_, i) => i % 2 === 0).filter((id) => !id.endsWith('/part'));
    return { cursor: Number(next), ids };
  }

  /** How many answers were cleared. */
  async clearAnswers(keys: PartitionKeys, jobIds: readonly string[]): Promise<number> {
    return jobIds.length === 0 ? 0 : this.#redis.hdel(keys.answers, ...jobIds);
  }

  /** Forgets storms that were settled before `until`; their keys have expired by themselves. */
  async trim(keys: PartitionKeys, until: number): Promise<void> {
    for (const state of ['submitted', 'dropped', 'discarded'] as const) {
      await this.#redis.zremrangebyscore(keys.storms(state), '-inf', `(${until}`);
    }
  }

  /** Of these jobs, those that BullMQ has no more: done long ago, or removed past our code. */
  async gone(jobIds: readonly string[], jobKey: JobKey): Promise<string[]> {
    const exists = await Promise.all(jobIds.map((id) => this.#redis.exists(jobKey(id))));
    return jobIds.filter((_, i) => exists[i] === 0);
  }
}
