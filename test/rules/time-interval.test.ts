import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { contains, type TimeInterval } from '../../src/rules/time-interval.ts';

const at = (text: string) => Date.parse(text);
const minutes = (hour: number, minute = 0) => hour * 60 + minute;
const utc = (fields: Partial<TimeInterval>): TimeInterval => ({ location: 'UTC', ...fields });

/** Of these times, the ones that the interval holds. */
const held = (interval: TimeInterval, times: readonly string[]) =>
  times.filter((time) => contains(interval, at(time)));

describe('an interval', () => {
  it('without fields holds always', () => {
    expect(contains(utc({}), at('2026-02-28T23:59:59.999Z'))).toBe(true);
  });

  it('holds from the first minute up to, and not including, the second', () => {
    const office = utc({ times: [[minutes(9), minutes(17, 30)]] });
    expect(contains(office, at('2026-05-04T08:59:59.999Z'))).toBe(false);
    expect(contains(office, at('2026-05-04T09:00:00.000Z'))).toBe(true);
    expect(contains(office, at('2026-05-04T17:29:59.999Z'))).toBe(true);
    expect(contains(office, at('2026-05-04T17:30:00.000Z'))).toBe(false);
  });

  it('holds to the end of the day with 24:00, and from its start with 00:00', () => {
    const night = utc({ times: [minutesFrom(22, 24), minutesFrom(0, 6)] });
    const times = ['21:59:59', '22:00:00', '23:59:59', '00:00:00', '05:59:59', '06:00:00'];
    const stamps = times.map((time) => `2026-05-04T${time}Z`);
    expect(held(night, stamps)).toEqual(stamps.slice(1, 5));
  });

  it('holds where one entry of a list does, and all lists do', () => {
    const interval = utc({
      weekdays: [
        [1, 2],
        [5, 5],
      ],
      months: [
        [1, 2],
        [5, 5],
      ],
    });
    // 2026-05-04 is a monday, 2026-03-02 too
    expect(held(interval, ['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-08', '2026-03-02'])).toEqual([
      ...['2026-05-04', '2026-05-05', '2026-05-08'],
    ]);
  });

  it('counts weekdays from sunday', () => {
    const weekend = utc({
      weekdays: [
        [0, 0],
        [6, 6],
      ],
    });
    const week = ['02', '03', '04', '05', '06', '07', '08'].map((day) => `2026-05-${day}`);
    expect(held(weekend, week)).toEqual(['2026-05-02', '2026-05-03']);
  });

  it('holds in its years, both included', () => {
    const interval = utc({ years: [[2026, 2027]] });
    const times = ['2025-12-31T23:59:59Z', '2026-01-01', '2027-12-31T23:59:59Z', '2028-01-01'];
    expect(held(interval, times)).toEqual(times.slice(1, 3));
  });
});

function minutesFrom(first: number, last: number): readonly [number, number] {
  return [minutes(first), minutes(last)];
}

describe('days of the month', () => {
  const daysHeld = (span: readonly [number, number], month: string) =>
    Array.from({ length: 31 }, (_, n) => n + 1).filter((day) => {
      const date = new Date(`${month}-01T12:00:00Z`);
      date.setUTCDate(day);
      const same = date.toISOString().startsWith(month);
      return same && contains(utc({ daysOfMonth: [span] }), date.getTime());
    });

  it.each([
    [[1, 3], '2026-02', [1, 2, 3]],
    [[-3, -1], '2026-02', [26, 27, 28]],
    [[-3, -1], '2028-02', [27, 28, 29]],
    [[-1, -1], '2026-04', [30]],
    [[-1, -1], '2026-12', [31]],
    [[30, 31], '2026-02', []],
    [[28, 31], '2026-02', [28]],
    [[29, -1], '2026-02', []],
    [[29, -1], '2026-04', [29, 30]],
    [[-31, -28], '2026-02', [1]],
    [[-31, -30], '2026-02', []],
    [[3, -27], '2026-02', []],
    [[3, -27], '2026-05', [3, 4, 5]],
  ] as const)('%j of %s are %j', (span, month, days) => {
    expect(daysHeld(span, month)).toEqual(days);
  });
});

describe('an interval in UTC', () => {
  it('says what a date says', () => {
    const time = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2199-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(time, (date) => {
        const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
        const only = utc({
          times: [[minute, minute + 1]],
          weekdays: [[date.getUTCDay(), date.getUTCDay()]],
          daysOfMonth: [[date.getUTCDate(), date.getUTCDate()]],
          months: [[date.getUTCMonth() + 1, date.getUTCMonth() + 1]],
          years: [[date.getUTCFullYear(), date.getUTCFullYear()]],
        });
        expect(contains(only, date.getTime())).toBe(true);
        expect(contains(only, date.getTime() + 60_000)).toBe(false);
      }),
      { seed: 7 },
    );
  });
});
