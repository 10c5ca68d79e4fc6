import { type BrokenFile, token } from './broken-file.ts';

/** Muting, and what stands beside the rules. */
export const times: readonly BrokenFile[] = [
  {
    name: 'times of muting',
    yaml: `
auth: {operator: {tokens: [${token}]}}
muteFrom: 2026-11-28
muteUntil: tomorrow
rules:
  - name: a
    match: a="1"
    muteFrom: 2026-11-28T06:00:00Z
    muteUntil: 2026-11-27T20:00:00Z
  - name: b
    match: a="2"
    muteFrom: 2026-02-30T00:00:00Z
    muteUntil: 1764280800
`,
    faults: [
      'muteFrom (c.yaml:2): "2026-11-28" is not a time such as 2026-11-28T06:00:00Z or 2026-11-28T07:00:00+01:00, nor none',
      'muteUntil (c.yaml:3): "tomorrow" is not a time such as 2026-11-28T06:00:00Z or 2026-11-28T07:00:00+01:00, nor none',
      'rules[1].muteFrom (c.yaml:11): "2026-02-30T00:00:00Z" is not a time such as 2026-11-28T06:00:00Z or 2026-11-28T07:00:00+01:00, nor none',
      'rules[1].muteUntil (c.yaml:12): 1764280800 is not a time such as 2026-11-28T06:00:00Z or 2026-11-28T07:00:00+01:00, nor none',
      'rules[0].muteUntil (c.yaml:8): muteFrom (2026-11-28T06:00:00Z) is not before muteUntil (2026-11-27T20:00:00Z)',
    ],
  },
  {
    name: 'names of time intervals',
    yaml: `
auth: {operator: {tokens: [${token}]}}
muteTimeIntervals: [offhour, offhours, offhour]
time_intervals:
  - name: offhours
    time_intervals: [{weekdays: [saturday]}]
  - name: offhours
    time_intervals: [{weekdays: [sunday]}]
rules:
  - name: a
    match: a="1"
    muteTimeIntervals:
      - offhours
      - ofhours
      - holidays
`,
    faults: [
      'muteTimeIntervals (c.yaml:2): has an entry twice',
      'time_intervals[1].name (c.yaml:6): is the name of time_intervals[0] too',
      'rules[0].muteTimeIntervals (c.yaml:13): entry 2 "ofhours" is the name of no entry of time_intervals; did you mean `offhours`?',
      'rules[0].muteTimeIntervals (c.yaml:14): entry 3 "holidays" is the name of no entry of time_intervals',
    ],
  },
  {
    name: 'time intervals',
    yaml: `
auth: {operator: {tokens: [${token}]}}
time_intervals:
  - name: offhours
    time_intervals:
      - weekdays: ['friday:monday', 'satuday']
        months: [13]
      - times:
          - {start_time: '17:00', end_time: '08:00'}
          - {start_time: '9:00'}
        location: Europe/Berlln
      - days_of_month: ['0', '-1:1']
        years: ['2030:2026']
  - time_intervals: [{}]
  - name: empty
    time_intervals: []
`,
    faults: [
      'time_intervals[1].name (c.yaml:13): is missing',
      `time_intervals[0].time_intervals[0].weekdays[0] (c.yaml:5): friday:monday runs past the end of the week, saturday; write two: 'friday:saturday', 'sunday:monday'`,
      'time_intervals[0].time_intervals[0].weekdays[1] (c.yaml:5): "satuday" is not a weekday such as monday; did you mean "saturday"?',
      'time_intervals[0].time_intervals[0].months[0] (c.yaml:6): "13" is not a month such as january, or 1 to 12',
      'time_intervals[0].time_intervals[1].times[0] (c.yaml:8): 17:00 to 08:00 runs past midnight; write two: 17:00 to 24:00, and 00:00 to 08:00',
      `time_intervals[0].time_intervals[1].times[1].start_time (c.yaml:9): "9:00" is not a time of day; write '09:00'`,
      `time_intervals[0].time_intervals[1].times[1].end_time (c.yaml:9): is missing; it is a time of day such as '09:30', from 00:00 to 24:00`,
      'time_intervals[0].time_intervals[1].location (c.yaml:10): unknown time zone "Europe/Berlln"; did you mean "Europe/Berlin"?',
      'time_intervals[0].time_intervals[2].days_of_month[0] (c.yaml:11): "0" is not a day, 1 to 31, or -1 to -31 from the end of the month',
      `time_intervals[0].time_intervals[2].days_of_month[1] (c.yaml:11): -1:1 runs past the end of the month; write two: '-1', '1'`,
      'time_intervals[0].time_intervals[2].years[0] (c.yaml:12): 2030:2026 ends before it starts; write 2026:2030',
      'time_intervals[2].time_intervals (c.yaml:15): is not a list of time intervals, of which it has at least one',
    ],
  },
  {
    name: 'faults beside rules',
    yaml: `
auth:
  webhook: {tokens: [${token}], token: ${token}}
  ${token}: x
metrics: {auth: true}
partitions: 0
limits: {body: 200mb}
rules:
  - name: a
    match: a="1"
    cooldown: 3d
`,
    faults: [
      'auth.webhook (c.yaml:2): unknown key `token`; did you mean `tokens`?',
      'auth (c.yaml:3): unknown key; known here: `webhook`, `operator`, `proxy`, `allowOpen`',
      'partitions (c.yaml:5): 0 is not a whole number from 1 to 64',
      'rules[0].cooldown (c.yaml:10): 3d is not shorter than retention (24h), so that alerts would find no record of the storm to join; lower it, or raise STORMFOLD_RETENTION',
      'limits.bodyInFlight: 128mb is less than limits.body (200mb), so that the longest body would never be taken; raise STORMFOLD_BODY_IN_FLIGHT',
    ],
  },
  {
    name: 'no YAML',
    yaml: `
auth: {operator: {tokens: [${token}]}}
rules:
  - name: a
    match: a="1"
    match: "${token}
  - name: *b
`,
    faults: ['c.yaml:5: is not valid YAML (duplicate key)', 'c.yaml:7: is not valid YAML (missing char)'],
  },
];
