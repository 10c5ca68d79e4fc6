import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Point, medianOf, slopeOf, trendOf } from '../../../scripts/soak/growth.ts';

/** A point every five seconds for twenty minutes. */
function over(value: (minute: number) => number): Point[] {
  return Array.from({ length: 240 }, (_, i) => [i / 12, value(i / 12)]);
}

const saw = (minute: number) => (minute * 7) % 3;

describe('a figure', () => {
  it('is steady while it only goes up and down', () => {
    expect(
      trendOf(
        over((m) => 100 + 20 * saw(m)),
        0,
      )?.grown,
    ).toBe(false);
  });

  it('grows where it gains eight per cent under waves', () => {
    const trend = trendOf(
      over((m) => 100 + saw(m) + (m * 8) / 16),
      0,
    );
    expect(trend?.grown).toBe(true);
    expect(trend?.rise).toBeCloseTo(8, 0);
  });

  it('is steady where it gains four', () => {
    expect(
      trendOf(
        over((m) => 100 + (m * 4) / 16),
        0,
      )?.grown,
    ).toBe(false);
  });

  it('is steady under one high wave at the end, which lifts only the medians', () => {
    const trend = trendOf(
      over((m) => (m > 16.5 ? 130 : 100)),
      0,
    );
    expect(trend).toMatchObject({ first: 100, last: 130, rise: 0, grown: false });
  });

  it('is steady where it becomes less', () => {
    expect(
      trendOf(
        over((m) => 200 - m),
        0,
      )?.grown,
    ).toBe(false);
  });

  it('is steady within its slack, and not beyond', () => {
    const handles = over((m) => 12 + Math.floor(m / 7));
    expect(trendOf(handles, 4)).toMatchObject({ first: 12, last: 14, grown: false });
    expect(trendOf(handles, 1)?.grown).toBe(true);
  });

  it('is not judged by a handful of points', () => {
    expect(trendOf(over(() => 1).slice(0, 9), 0)).toBeUndefined();
  });
});

describe('the robust line', () => {
  it('is not moved by nonsense in a tenth of the points', () => {
    const points = over((m) => 3 * m).map(([m, v], i): Point => [m, i % 10 === 0 ? 1e6 : v]);
    expect(slopeOf(points)).toBeCloseTo(3, 6);
  });

  it('finds the slope of every straight line', () => {
    const whole = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(whole, whole, (slope, offset) => {
        const points = Array.from({ length: 20 }, (_, x): Point => [x, offset + slope * x]);
        expect(slopeOf(points)).toBe(slope);
      }),
      { seed: 1 },
    );
  });
});

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[100, 9], 54.5],
    [[7], 7],
    [[], Number.NaN],
  ])('of %j is %d', (numbers, median) => {
    expect(medianOf(numbers)).toBe(median);
  });
});
