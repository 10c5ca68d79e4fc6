import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mutedRanges } from '../../src/rules/mute.ts';
import { mutedUntil } from '../../src/rules/muted-until.ts';
import type { Mute } from '../../src/rules/rule.ts';
import type { TimeInterval } from '../../src/rules/time-interval.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const noon = Date.parse('2026-05-04T12:00:00Z');
const minute = (n: number) => noon + n * minuteMs;

const mute = (parts: Partial<Mute>): Mute => ({
  ...{ fromMs: undefined, untilMs: undefined, intervals: [] },
  ...parts,
});

const aroundNoon = (from: number, until: number): TimeInterval => ({
  ...{ times: [[720 + from, 720 + until]], location: 'UTC' },
});

describe('nothing mutes', () => {
  it.each([
    {},
    { untilMs: noon },
    { fromMs: noon + 1 },
    { intervals: [aroundNoon(1, 60), aroundNoon(-60, 0)] },
  ])('with %j', (parts) => {
    expect(mutedUntil(mute(parts), noon)).toBeUndefined();
  });
});

describe('a mute ends', () => {
  it.each<[string, Partial<Mute>, number]>([
    ['when it was told to', { fromMs: noon, untilMs: minute(5) + 7 }, minute(5) + 7],
    ['with its interval', { intervals: [aroundNoon(-1, 90)] }, minute(90)],
    [
      'with the last of what follows without a break',
      { intervals: [aroundNoon(0, 1), aroundNoon(1, 9)] },
      minute(9),
    ],
    [
      'with what was given, where an interval leads to it',
      { intervals: [aroundNoon(0, 3)], fromMs: minute(3), untilMs: minute(4) + 7 },
      minute(4) + 7,
    ],
    [
      'with an interval, where what was given leads to it',
      { intervals: [aroundNoon(3, 9)], untilMs: minute(5) + 7 },
      minute(9),
    ],
    ['years later, where that is given', { untilMs: noon + 900 * dayMs }, noon + 900 * dayMs],
    [
      'with the month',
      { intervals: [{ months: [[5, 5]], location: 'UTC' }] },
      Date.parse('2026-06-01T00:00Z'),
    ],
  ])('%s', (_, parts, until) => {
    expect(mutedUntil(mute(parts), noon)).toBe(until);
  });
});

describe('a mute has no end in sight', () => {
  it.each<[string, Partial<Mute>]>([
    ['where none is given', { fromMs: noon }],
    ['where its interval always holds', { intervals: [{ location: 'UTC' }] }],
    ['where its interval is this year', { intervals: [{ years: [[2026, 2026]], location: 'UTC' }] }],
    ['where it goes on for ever after an interval', { intervals: [aroundNoon(0, 1)], fromMs: minute(1) }],
  ])('%s', (_, parts) => {
    expect(mutedUntil(mute(parts), noon)).toBe(Infinity);
  });
});

it('ends where the range of the ranges that are muted ends', () => {
  const edge = fc.option(fc.integer({ min: -200 * minuteMs, max: 200 * minuteMs }), { nil: undefined });
  const span = fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: 0, max: 90 }));
  fc.assert(
    fc.property(edge, edge, fc.array(span, { maxLength: 3 }), (from, until, spans) => {
      const at = (ms: number | undefined) => (ms === undefined ? undefined : noon + ms);
      const intervals = spans.map(([start, length]) => aroundNoon(start, start + length));
      const parts = mute({ fromMs: at(from), untilMs: at(until), intervals });
      const [horizon, end] = [minute(210), mutedUntil(parts, noon)];
      const range = mutedRanges(parts, noon, horizon - noon).find(
        ([first, last]) => first <= noon && noon < last,
      );
      // A mute without an end is cut to the horizon.
      expect(end === Infinity ? horizon : end).toBe(range?.[1]);
    }),
    { seed: 7, numRuns: 150 },
  );
});
