import type { Redis } from 'ioredis';

import { Folding } from './folding.ts';
import { realAlert, realPattern } from './real-alerts.ts';

/** Storms that are folded into through the scripts: one that keeps its size, but for what is measured, and many of fifteen. */
export class Road {
  readonly #redis: Redis;
  readonly #folding: Folding;
  readonly #size: number;
  #made = 0;
  #small = 0;

  constructor(redis: Redis, prefix: string, size: number) {
    this.#redis = redis;
    this.#folding = new Folding(redis, prefix);
    this.#size = size;
  }

  async grow(): Promise<void> {
    while (this.#made < this.#size) await this.#fold(Math.min(100, this.#size - this.#made));
  }

  /** Microseconds of Redis' time a new alert in the large storm. */
  async cost(alerts: number, batch: number): Promise<number> {
    return timed(this.#redis, alerts, async () => {
      for (let n = 0; n < alerts; n += batch) await this.#fold(batch);
    });
  }

  /** Microseconds an alert of those that make storms of fifteen, in calls of so many beyond the first of a storm. */
  async smallCost(storms: number, batch: number): Promise<number> {
    const patterns = Array.from({ length: storms }, () => realPattern(++this.#small));
    for (const pattern of patterns) await this.#folding.fold(pattern, [realAlert(pattern, 0)]);
    return timed(this.#redis, storms * 15, async () => {
      for (const pattern of patterns) {
        for (let n = 1; n <= 15; n += batch) {
          const alerts = Array.from({ length: batch }, (_, i) => realAlert(pattern, n + i));
          await this.#folding.fold(pattern, alerts);
        }
      }
    });
  }

  async #fold(count: number): Promise<void> {
    const alerts = Array.from({ length: count }, () => realAlert(realPattern(0), this.#made++));
    await this.#folding.fold(realPattern(0), alerts);
  }
}

/** Redis' own time of the scripts called meanwhile, in microseconds by `alerts`; `arrive` is an EVAL, `fold` an EVALSHA. */
export async function timed(redis: Redis, alerts: number, work: () => Promise<void>): Promise<number> {
  await redis.config('RESETSTAT');
  await work();
  const stats = await redis.info('commandstats');
  const [, hashed] = /cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(stats) ?? [];
  const [, whole] = /cmdstat_eval:calls=\d+,usec=(\d+)/.exec(stats) ?? [];
  return Number(hashed ?? whole) / alerts;
}
