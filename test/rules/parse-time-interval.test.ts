import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { parseTimeInterval } from '../../src/rules/parse-time-interval.ts';

/** The faults of an interval, as `path: problem`. */
function faultsOf(raw: unknown): string[] {
  const parsed = parseTimeInterval(raw);
  if (!('faults' in parsed)) throw new Error(`was read: ${JSON.stringify(raw)}`);
  return parsed.faults.map(({ path, problem }) => `${path.join('.')}: ${problem}`);
}

describe('a time interval is read', () => {
  it('with all its fields, as YAML gives them', () => {
    const raw: unknown = parse(`
      times:
        - start_time: 09:00
          end_time: 17:30
        - {start_time: '22:00', end_time: '24:00'}
      weekdays: ['monday:friday', Sunday]
      days_of_month: [1:5, '-3:-1', 10, 20:-5]
      months: [january:march, 5, December, 7:august]
      years: [2026, '2028:2030']
      location: Europe/Berlin
    `);
    expect(parseTimeInterval(raw)).toEqual({
      interval: {
        times: [
          [540, 1050],
          [1320, 1440],
        ],
        weekdays: [
          [1, 5],
          [0, 0],
        ],
        daysOfMonth: [
          [1, 5],
          [-3, -1],
          [10, 10],
          [20, -5],
        ],
        months: [
          [1, 3],
          [5, 5],
          [12, 12],
          [7, 8],
        ],
        years: [
          [2026, 2026],
          [2028, 2030],
        ],
        location: 'Europe/Berlin',
      },
    });
  });

  it('without any, in UTC', () => {
    expect(parseTimeInterval({})).toEqual({ interval: { location: 'UTC' } });
  });

  it.each(['UTC', 'Local', 'America/New_York', 'Etc/UTC', 'Asia/Calcutta'])('in %s', (location) => {
    expect(parseTimeInterval({ location })).toEqual({ interval: { location } });
  });
});

describe('a time interval is refused', () => {
  it('with every fault that it has, and where', () => {
    const raw = {
      ...{ times: [{ start_time: '9:00', stop: '25:00' }, 'night'], weekday: ['monday'] },
      ...{ weekdays: ['monday', 'fridya'], months: [13], location: 'Europe/Berln' },
    };
    expect(faultsOf(raw)).toEqual([
      'times.0.start_time: "9:00" is not a time of day; write \'09:00\'',
      "times.0.end_time: is missing; it is a time of day such as '09:30', from 00:00 to 24:00",
      'times.0.stop: unknown key; known here: start_time, end_time',
      'times.1: is not a mapping with start_time, end_time',
      'weekdays.1: "fridya" is not a weekday such as monday; did you mean "friday"?',
      'months.0: "13" is not a month such as january, or 1 to 12',
      'location: unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
      'weekday: unknown key; did you mean "weekdays"?',
    ]);
  });

  it.each([null, undefined, 'weekends', 7, ['monday']])('when it is none: %j', (raw) => {
    const keys = 'times, weekdays, days_of_month, months, years, location';
    expect(faultsOf(raw)).toEqual([`: is not a mapping with ${keys}`]);
  });

  it.each([
    ['weekdays', "['monday:friday']"],
    ['days_of_month', "['1:5', '-1']"],
    ['months', "['january:march']"],
    ['years', "['2026:2030']"],
    ['times', "[{start_time: '09:00', end_time: '17:00'}]"],
  ])('with a list that is empty, blank or none: %s', (field, example) => {
    const wanted = [`${field}: is not a list such as ${example}; leave it out where it does not matter`];
    for (const raw of [[], null, 'monday:friday', {}]) expect(faultsOf({ [field]: raw })).toEqual(wanted);
  });

  it.each([
    [
      { weekdays: ['friday:monday'] },
      'friday:monday',
      'week, saturday',
      "'friday:saturday', 'sunday:monday'",
    ],
    [{ weekdays: ['saturday:sunday'] }, 'saturday:sunday', 'week, saturday', "'saturday', 'sunday'"],
    [{ months: ['november:2'] }, 'november:february', 'year', "'november:december', 'january:february'"],
    [{ days_of_month: ['25:5'] }, '25:5', 'month', "'25:-1', '1:5'"],
    [{ days_of_month: ['-3:2'] }, '-3:2', 'month', "'-3:-1', '1:2'"],
    [{ days_of_month: ['-1:1'] }, '-1:1', 'month', "'-1', '1'"],
  ])('with a range that wraps, saying how to write it: %j', (raw, range, end, instead) => {
    expect(faultsOf(raw)).toEqual([
      `${Object.keys(raw)[0]}.0: ${range} runs past the end of the ${end}; write two: ${instead}`,
    ]);
  });

  it.each([
    ['17:00', '08:00', '17:00 to 08:00 runs past midnight; write two: 17:00 to 24:00, and 00:00 to 08:00'],
    ['17:00', '00:00', '17:00 to 00:00 runs past midnight; write 17:00 to 24:00'],
    ['24:00', '01:00', '24:00 to 01:00 starts where the day ends; write 00:00 to 01:00'],
    ['09:00', '09:00', '09:00 to 09:00 is empty; the end is no longer part of it'],
  ])('with times that wrap or hold nothing: %s to %s', (from, until, problem) => {
    expect(faultsOf({ times: [{ start_time: from, end_time: until }] })).toEqual([`times.0: ${problem}`]);
  });

  it.each([
    [{ days_of_month: ['-1:-3'] }, '-1:-3 ends before it starts; write -3:-1'],
    [{ days_of_month: ['25:-10'] }, '25:-10 ends before it starts, in every month'],
    [{ years: ['2030:2026'] }, '2030:2026 ends before it starts; write 2026:2030'],
  ])('with a range that holds nothing: %j', (raw, problem) => {
    expect(faultsOf(raw)).toEqual([`${Object.keys(raw)[0]}.0: ${problem}`]);
  });

  it.each([
    [{ weekdays: ['mon'] }, '"mon" is not a weekday such as monday; did you mean "monday"?'],
    [{ weekdays: ['monday:'] }, '"" is not a weekday such as monday'],
    [
      { weekdays: ['monday:tuesday:friday'] },
      '"monday:tuesday:friday" has more than one colon; a range has two ends',
    ],
    [{ weekdays: [1] }, '"1" is not a weekday such as monday'],
    [{ weekdays: [true] }, 'is not a weekday such as monday, or two with a colon'],
    [{ days_of_month: [0] }, '"0" is not a day, 1 to 31, or -1 to -31 from the end of the month'],
    [{ days_of_month: ['1:32'] }, '"32" is not a day, 1 to 31, or -1 to -31 from the end of the month'],
    [{ days_of_month: [1.5] }, '"1.5" is not a day, 1 to 31, or -1 to -31 from the end of the month'],
    [{ years: [26] }, '"26" is not a year such as 2026'],
    [{ months: ['0:3'] }, '"0" is not a month such as january, or 1 to 12'],
  ])('with an end that is none: %j', (raw, problem) => {
    expect(faultsOf(raw)).toEqual([`${Object.keys(raw)[0]}.0: ${problem}`]);
  });

  it.each([
    ['Berlin', 'unknown time zone "Berlin"; did you mean "Europe/Berlin"?'],
    ['local', 'unknown time zone "local"; did you mean "Local"?'],
    ['Middle-earth/Shire', 'unknown time zone "Middle-earth/Shire"; write one such as Europe/Berlin'],
    [null, 'is not a time zone such as Europe/Berlin, UTC or Local'],
    [1, 'is not a time zone such as Europe/Berlin, UTC or Local'],
  ])('in a place that nobody knows: %j', (location, problem) => {
    expect(faultsOf({ location })).toEqual([`location: ${problem}`]);
  });
});
