/**
 * The time that storms run on, in milliseconds since 1970. Arrivals and deadlines are judged inside Lua, on Redis'
 * clock, so that intakes and workers may have wrong ones; a clock here only tells the scripts to use another.
 */
export interface StormClock {
  /** `undefined`: let the script ask Redis. A number: use this instead. */
  now(): number | undefined;
}

export const redisClock: StormClock = { now: () => undefined };
