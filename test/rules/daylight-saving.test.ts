import { describe, expect, it } from 'vitest';

import { localTimeOf } from '../../src/rules/local-time.ts';
import { contains, type Span, type TimeInterval } from '../../src/rules/time-interval.ts';

const hourMs = 3_600_000;

/** Quarters of an hour of a day in UTC, and those before and after it, in which the interval holds: `05:45`. */
function quartersOf(interval: TimeInterval, day: string): string[] {
  const start = Date.parse(`${day}T00:00:00Z`);
  const quarters = Array.from({ length: 24 * 4 }, (_, n) => start + (n * hourMs) / 4);
  return quarters
    .filter((ms) => contains(interval, ms))
    .map((ms) => new Date(ms).toISOString().slice(11, 16));
}

const hours = (from: number, until: number): readonly Span[] => [[from * 60, until * 60]];
const berlin = (from: number, until: number) => ({ times: hours(from, until), location: 'Europe/Berlin' });
const newYork = (from: number, until: number) => ({
  times: hours(from, until),
  location: 'America/New_York',
});

describe('local time', () => {
  it('is an hour earlier in UTC when clocks are forward', () => {
    expect(quartersOf(berlin(9, 10), '2026-03-28')).toEqual(['08:00', '08:15', '08:30', '08:45']);
    expect(quartersOf(berlin(9, 10), '2026-03-29')).toEqual(['07:00', '07:15', '07:30', '07:45']);
    expect(quartersOf(berlin(9, 10), '2026-10-25')).toEqual(['08:00', '08:15', '08:30', '08:45']);
    expect(quartersOf(newYork(9, 10), '2026-03-07')).toEqual(['14:00', '14:15', '14:30', '14:45']);
    expect(quartersOf(newYork(9, 10), '2026-03-08')).toEqual(['13:00', '13:15', '13:30', '13:45']);
  });

  it('skips an hour in spring, in which nothing holds', () => {
    expect(quartersOf(berlin(2, 3), '2026-03-29')).toEqual([]);
    expect(quartersOf(newYork(2, 3), '2026-03-08')).toEqual([]);
    // what starts in it and ends after it is an hour shorter
    expect(quartersOf(berlin(2, 4), '2026-03-29')).toEqual(['01:00', '01:15', '01:30', '01:45']);
    expect(quartersOf(newYork(2, 4), '2026-03-08')).toEqual(['07:00', '07:15', '07:30', '07:45']);
  });

  it('shows an hour twice in autumn, and holds in both', () => {
    expect(quartersOf(berlin(2, 3), '2026-10-25')).toEqual([
      ...['00:00', '00:15', '00:30', '00:45', '01:00', '01:15', '01:30', '01:45'],
    ]);
    expect(quartersOf(newYork(1, 2), '2026-11-01')).toEqual([
      ...['05:00', '05:15', '05:30', '05:45', '06:00', '06:15', '06:30', '06:45'],
    ]);
  });

  it('has its own weekday, day, month and year', () => {
    const newYear = Date.parse('2026-12-31T23:30:00Z');
    expect(localTimeOf(newYear, 'UTC')).toEqual({
      ...{ minute: 23 * 60 + 30, weekday: 4, day: 31, daysInMonth: 31, month: 12, year: 2026 },
    });
    expect(localTimeOf(newYear, 'Europe/Berlin')).toEqual({
      ...{ minute: 30, weekday: 5, day: 1, daysInMonth: 31, month: 1, year: 2027 },
    });
    expect(localTimeOf(newYear, 'Asia/Kolkata')).toMatchObject({ minute: 5 * 60, day: 1, year: 2027 });
    expect(localTimeOf(Date.parse('2028-03-01T04:59:00Z'), 'America/New_York')).toEqual({
      ...{ minute: 23 * 60 + 59, weekday: 2, day: 29, daysInMonth: 29, month: 2, year: 2028 },
    });
  });

  it("is this machine's where it is Local", () => {
    const date = new Date('2026-06-01T12:34:00Z');
    expect(localTimeOf(date.getTime(), 'Local')).toMatchObject({
      ...{ minute: date.getHours() * 60 + date.getMinutes(), day: date.getDate() },
    });
  });
});
