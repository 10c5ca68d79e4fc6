import type { StormClock } from '../clock.ts';
import type { RedisClient } from './client.ts';

/** The time that storms are judged by, in milliseconds: RedisClient' own, unless the clock says another. */
export async function timeOn(redis: RedisClient, clock: StormClock): Promise<number> {
  const own = clock.now();
  if (own !== undefined) return own;
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}
