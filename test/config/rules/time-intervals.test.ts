import { describe, expect, it } from 'vitest';

import { settingsOf } from './loaded.ts';

const file = `
time_intervals:
  - name: offhours
    time_intervals:
      - weekdays: ['saturday', 'sunday']
      - times: [{start_time: '18:00', end_time: '24:00'}, {start_time: '00:00', end_time: '08:00'}]
        location: Europe/Berlin
  - name: Year's end
    time_intervals: [{months: [december], days_of_month: ['-8:-1']}]
muteTimeIntervals: [Year's end]
rules:
  - {name: one, match: 'a="1"', muteTimeIntervals: [Year's end, offhours]}
  - {name: two, match: 'a="2"', muteTimeIntervals: [offhours]}
  - {name: three, match: 'a="3"', muteTimeIntervals: []}
  - {name: four, match: 'a="4"'}
`;

const end = { months: [[12, 12]], daysOfMonth: [[-8, -1]], location: 'UTC' };
const offhours = [
  {
    weekdays: [
      [6, 6],
      [0, 0],
    ],
    location: 'UTC',
  },
  {
    times: [
      [1080, 1440],
      [0, 480],
    ],
    location: 'Europe/Berlin',
  },
];

describe('muteTimeIntervals', () => {
  it.each([
    ['default', [end]],
    ['one', [end, ...offhours]],
    ['two', offhours],
    ['three', []],
    ['four', [end]],
  ])('of %s are what their names stand for', (rule, intervals) => {
    expect(settingsOf(rule, file).mute.intervals).toEqual(intervals);
  });
});
