import type { StormClock } from '../clock.ts';
import type { RedisClient } from './client.ts';
import { readScripts } from './scripts.ts';

let text: string | undefined;

/**
 * The time that storms are judged by, in milliseconds: that of the server which holds `key`, unless the clock says
 * another. The masters of a cluster may differ: a deadline is judged by the clock that its alerts were stamped by.
 */
export async function timeOn(redis: RedisClient, clock: StormClock, key: string): Promise<number> {
  return clock.now() ?? (await serverClock(redis, key)).now;
}

/** The time of the server that holds `key`, and one section of its INFO. */
export async function serverClock(
  redis: RedisClient,
  key: string,
  section: 'persistence' | '' = '',
): Promise<{ readonly now: number; readonly info: string }> {
  text ??= readScripts().clock.text;
  const [now, info] = (await redis.eval(text, 1, key, section)) as [number, string];
  return { now, info };
}
