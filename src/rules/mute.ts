import type { TimeRange } from '../storm/terms.ts';
import type { Mute } from './rule.ts';
import { contains } from './time-interval.ts';

const minuteMs = 60_000;
/** Whoever asks may have a clock that is so wrong. */
const clocksApartMs = 30 * minuteMs;

/**
 * When it mutes, from `horizonMs` before `aroundMs` to as long after it: inside `fromMs` and `untilMs`, where one is given,
 * and inside any of the intervals. The ranges are in order and do not touch. Cost: each interval is asked about every
 * minute of it.
 */
export function mutedRanges(mute: Mute, aroundMs: number, horizonMs: number): readonly TimeRange[] {
  const horizon: TimeRange = [aroundMs - horizonMs, aroundMs + horizonMs];
  const all = [...givenRange(mute), ...minutesMuted(mute, horizon)];
  return merged(all.flatMap((range) => within(range, horizon)));
}

/**
 * `mutedRanges` from half an hour before now to half an hour after it, for who asks all the time: they are looked up once
 * a minute, and never where nothing can mute.
 */
export function muting(mute: Mute, horizonMs = clocksApartMs): (nowMs: number) => readonly TimeRange[] {
  const none: readonly TimeRange[] = [];
  if (givenRange(mute).length === 0 && mute.intervals.length === 0) return () => none;
  let known = { minute: NaN, ranges: none };
  return (nowMs) => {
    const minute = Math.floor(nowMs / minuteMs);
    // a minute longer, so that it reaches as far at the minute's end
    if (minute !== known.minute)
      known = { minute, ranges: mutedRanges(mute, minute * minuteMs, horizonMs + minuteMs) };
    return known.ranges;
  };
}

function givenRange({ fromMs, untilMs }: Mute): readonly TimeRange[] {
  if (fromMs === undefined && untilMs === undefined) return [];
  return [[fromMs ?? -Infinity, untilMs ?? Infinity]];
}

function minutesMuted({ intervals }: Mute, [from, until]: TimeRange): readonly TimeRange[] {
  if (intervals.length === 0) return [];
  const first = Math.floor(from / minuteMs);
  const minutes = Array.from(
    { length: Math.ceil(until / minuteMs) - first },
    (_, n) => (first + n) * minuteMs,
  );
  const muted = minutes.filter((ms) => intervals.some((interval) => contains(interval, ms)));
  return muted.map((ms) => [ms, ms + minuteMs]);
}

/** The part of a range that lies in another, if there is one. */
function within([from, until]: TimeRange, [start, end]: TimeRange): readonly TimeRange[] {
  const [first, last] = [Math.max(from, start), Math.min(until, end)];
  return first < last ? [[first, last]] : [];
}

function merged(ranges: readonly TimeRange[]): readonly TimeRange[] {
  const result: [from: number, until: number][] = [];
  for (const [from, until] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else result.push([from, until]);
  }
  return result;
}
