import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mutedRanges, muting } from '../../src/rules/mute.ts';
import type { Mute } from '../../src/rules/rule.ts';
import { contains, type TimeInterval } from '../../src/rules/time-interval.ts';

const minuteMs = 60_000;
const noon = Date.parse('2026-05-04T12:00:00Z');
const minute = (n: number) => noon + n * minuteMs;

const mute = (parts: Partial<Mute>): Mute => ({
  ...{ fromMs: undefined, untilMs: undefined, intervals: [] },
  ...parts,
});

/** An interval in minutes before and after noon. */
const aroundNoon = (from: number, until: number): TimeInterval => ({
  ...{ times: [[720 + from, 720 + until]], location: 'UTC' },
});

describe('what mutes', () => {
  it('is nothing where nothing is given', () => {
    expect(mutedRanges(mute({}), noon, 30 * minuteMs)).toEqual([]);
  });

  it.each([
    [{ fromMs: minute(-5) + 1, untilMs: minute(5) + 2 }, [[minute(-5) + 1, minute(5) + 2]]],
    [{ fromMs: minute(5) }, [[minute(5), minute(30)]]],
    [{ untilMs: minute(5) }, [[minute(-30), minute(5)]]],
    [{ fromMs: 0, untilMs: minute(1000) }, [[minute(-30), minute(30)]]],
    [{ fromMs: minute(30) }, []],
    [{ untilMs: minute(-30) }, []],
    [{ fromMs: minute(5), untilMs: minute(5) }, []],
    [{ fromMs: minute(5), untilMs: minute(-5) }, []],
  ])('is a time given in milliseconds, cut to the horizon: %j', (parts, ranges) => {
    expect(mutedRanges(mute(parts), noon, 30 * minuteMs)).toEqual(ranges);
  });

  it('is any of the intervals, cut to the horizon', () => {
    const intervals = [aroundNoon(25, 60), aroundNoon(-60, -20), aroundNoon(0, 1)];
    expect(mutedRanges(mute({ intervals }), noon + 1, 30 * minuteMs)).toEqual([
      [minute(-30) + 1, minute(-20)],
      [minute(0), minute(1)],
      [minute(25), minute(30) + 1],
    ]);
  });

  it('is what was given or an interval, as one range where they meet', () => {
    const intervals = [aroundNoon(-10, 0), aroundNoon(-5, 3)];
    const parts = { fromMs: minute(3), untilMs: minute(4) + 7, intervals };
    expect(mutedRanges(mute(parts), noon, 30 * minuteMs)).toEqual([[minute(-10), minute(4) + 7]]);
  });

  it('is one range where all lies in a larger one', () => {
    const parts = { fromMs: minute(-20), untilMs: minute(20), intervals: [aroundNoon(-3, 3)] };
    expect(mutedRanges(mute(parts), noon, 30 * minuteMs)).toEqual([[minute(-20), minute(20)]]);
  });

  it('follows the clocks of its place', () => {
    // 02:00 becomes 03:00
    const spring = Date.parse('2026-03-29T01:00:00Z');
    const night = { times: [[105, 185]] as const, location: 'Europe/Berlin' };
    expect(mutedRanges(mute({ intervals: [night] }), spring, 30 * minuteMs)).toEqual([
      [spring - 15 * minuteMs, spring + 5 * minuteMs],
    ]);
  });
});

describe('muted ranges', () => {
  const offset = fc.integer({ min: -50 * minuteMs, max: 50 * minuteMs });
  const interval = fc
    .tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 30 }))
    .map(([from, length]) => aroundNoon(from, from + length));
  const anyMute = fc.record({
    fromMs: fc.option(
      offset.map((ms) => noon + ms),
      { nil: undefined },
    ),
    untilMs: fc.option(
      offset.map((ms) => noon + ms),
      { nil: undefined },
    ),
    intervals: fc.array(interval, { maxLength: 3 }),
  });

  const isMuted = ({ fromMs, untilMs, intervals }: Mute, ms: number) =>
    ((fromMs !== undefined || untilMs !== undefined) && (fromMs ?? ms) <= ms && ms < (untilMs ?? Infinity)) ||
    intervals.some((each) => contains(each, ms));

  it('hold a time exactly when it is muted, in order and apart', () => {
    fc.assert(
      fc.property(anyMute, offset, offset, (any, around, shift) => {
        const ranges = mutedRanges(any, noon + around, 20 * minuteMs);
        const ms = noon + around + Math.round((shift / 50) * 20) - (shift > 0 ? 1 : 0);
        expect(ranges.some(([from, until]) => from <= ms && ms < until)).toBe(isMuted(any, ms));
        const edges = ranges.flat();
        expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('muting', () => {
  it('answers for half an hour before and after any time of the minute', () => {
    const ranges = muting(mute({ fromMs: 0 }))(noon + 59_999);
    expect(ranges).toEqual([[minute(-31), minute(31)]]);
  });

  it('looks ranges up once a minute, and again in the next', () => {
    const ask = muting(mute({ intervals: [aroundNoon(-5, 5)] }), 2 * minuteMs);
    const first = ask(noon);
    expect(first).toEqual([[minute(-3), minute(3)]]);
    expect(ask(noon + minuteMs - 1)).toBe(first);
    expect(ask(minute(6))).toEqual([[minute(3), minute(5)]]);
    expect(ask(noon)).toEqual(first);
  });

  it('is always the same nothing where nothing mutes', () => {
    const ask = muting(mute({}));
    expect(ask(noon)).toEqual([]);
    expect(ask(minute(5))).toBe(ask(noon));
  });
});
