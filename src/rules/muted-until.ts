import type { Mute } from './rule.ts';
import { contains } from './time-interval.ts';

const minuteMs = 60_000;
/** Looked through minute by minute, a year would take seconds. */
const furthestMs = 35 * 24 * 60 * minuteMs;

/**
 * Until when a mute that holds at `nowMs` goes on without a break, in milliseconds since 1970; Infinity: no end is within
 * 35 days. Undefined: it does not hold.
 */
export function mutedUntil(mute: Mute, nowMs: number): number | undefined {
  let at = nowMs;
  for (;;) {
    const next = nextBreak(mute, at);
    if (next === undefined) return at === nowMs ? undefined : at;
    if (next === Infinity || (next - nowMs > furthestMs && !isGiven(mute, at))) return Infinity;
    at = next;
  }
}

/** What mutes now, does so at least until then; undefined: nothing mutes. */
function nextBreak(mute: Mute, ms: number): number | undefined {
  if (isGiven(mute, ms)) return mute.untilMs ?? Infinity;
  const minute = Math.floor(ms / minuteMs) * minuteMs;
  return mute.intervals.some((interval) => contains(interval, minute)) ? minute + minuteMs : undefined;
}

function isGiven({ fromMs, untilMs }: Mute, ms: number): boolean {
  if (fromMs === undefined && untilMs === undefined) return false;
  return (fromMs ?? -Infinity) <= ms && ms < (untilMs ?? Infinity);
}
