import { type BrokenFile, token } from './broken-file.ts';

/** Keys and entries that are not what the file can hold. */
export const shapes: readonly BrokenFile[] = [
  {
    name: 'misspelt keys at every depth',
    yaml: `
windw: 5m
auth: {operator: {tokens: [${token}]}}
tenants: {lable: team, maxStorm: 5}
time_intervals:
  - name: night
    time_interval: []
  - name: day
    time_intervals:
      - weekday: [monday]
        times: [{start_time: '09:00', end: '17:00'}]
rules:
  - name: a
    match: a="1"
    windows: 5m
  - name: b
    match: b="1"
    window: {quite: 30s, max: 10m}
`,
    faults: [
      'c.yaml:1: unknown key `windw`; did you mean `window`?',
      'tenants (c.yaml:3): unknown key `lable`; did you mean `label`?',
      'tenants (c.yaml:3): unknown key `maxStorm`; did you mean `maxStorms`?',
      'rules[0] (c.yaml:14): unknown key `windows`; did you mean `window`?',
      'rules[1].window.quite (c.yaml:17): unknown key; did you mean `quiet`?',
      'time_intervals[0] (c.yaml:6): unknown key `time_interval`; did you mean `time_intervals`?',
      `time_intervals[1].time_intervals[0].times[0].end_time (c.yaml:10): is missing; it is a time of day such as '09:30', from 00:00 to 24:00`,
      'time_intervals[1].time_intervals[0].times[0].end (c.yaml:10): unknown key; did you mean "end_time"?',
      'time_intervals[1].time_intervals[0].weekday (c.yaml:9): unknown key; did you mean "weekdays"?',
    ],
  },
  {
    name: 'keys of the wrong place',
    yaml: `
match: a="1"
name: a
maxStorms: 5
rules:
  - name: a
    match: a="1"
    partitions: 8
    sink: {kind: kubernetes}
    auth: {operator: {tokens: [${token}]}}
    tenants: {maxStorms: 4}
    quiet: 30s
`,
    faults: [
      'c.yaml:1: unknown key `match`; it stands in an entry of `rules`',
      'c.yaml:2: unknown key `name`; it stands in an entry of `rules`',
      'c.yaml:3: unknown key `maxStorms`; did you mean `tenants.maxStorms`?',
      'rules[0] (c.yaml:7): unknown key `partitions` in a rule; it is for all of them and stands at the top of the file',
      'rules[0] (c.yaml:8): unknown key `sink` in a rule; it is for all of them and stands at the top of the file',
      'rules[0] (c.yaml:9): unknown key `auth` in a rule; it is for all of them and stands at the top of the file',
      'rules[0] (c.yaml:10): unknown key `tenants` in a rule; it is for all of them and stands at the top of the file',
      'rules[0] (c.yaml:11): unknown key `quiet`; did you mean `window.quiet`?',
    ],
  },
  {
    name: 'lists that are none',
    yaml: `
rules: {name: a, match: 'a="1"'}
time_intervals: offhours
exclude: Watchdog
urgent: severity="critical"
muteTimeIntervals: offhours
by: alertname
tenants: team
auth: {operator: {tokens: ${token}}}
`,
    faults: [
      'tenants (c.yaml:7): is not a mapping with `label`, `maxStorms`, `maxAlerts`',
      'by (c.yaml:6): is not a list',
      'urgent (c.yaml:4): is not a list',
      'exclude (c.yaml:3): is not a list',
      'muteTimeIntervals (c.yaml:5): is not a list',
      'rules (c.yaml:1): is not a list, each entry of which is a mapping with `name`, `match` and settings',
      'time_intervals (c.yaml:2): is not a list, each entry of which is a mapping with `name` and `time_intervals`',
      'auth.operator.tokens (c.yaml:8): is not a list',
    ],
  },
  {
    name: 'entries that are none',
    yaml: `
auth: {webhook: {tokens: [${token}, [${token}]]}}
rules:
  - node-failure
  -
  - [a, b]
  - name: [a]
    match: {severity: critical}
    exclude: [[a], {b: c}, 7]
    urgent: [~]
time_intervals:
  - offhours
  - name: 5
    time_intervals: [monday]
`,
    faults: [
      'rules[0] (c.yaml:3): is not a mapping with `name`, `match` and settings',
      'rules[1] (c.yaml:4): is not a mapping with `name`, `match` and settings',
      'rules[2] (c.yaml:5): is not a mapping with `name`, `match` and settings',
      'rules[3].name (c.yaml:6): a list is not a name such as node-failure: a-z, 0-9 and `-`, 1 to 63 of them',
      `rules[3].match (c.yaml:7): a mapping is not a text with matchers, such as 'severity="critical"'`,
      `rules[3].urgent (c.yaml:9): entry 1 nothing is not a text with matchers, such as 'severity="critical"'`,
      'rules[3].exclude (c.yaml:8): entry 1 a list is not an alertname, or a text with matchers',
      'rules[3].exclude (c.yaml:8): entry 2 a mapping is not an alertname, or a text with matchers',
      'rules[3].exclude (c.yaml:8): entry 3 7 is not an alertname, or a text with matchers',
      'time_intervals[0] (c.yaml:11): is not a mapping with `name` and `time_intervals`',
      'time_intervals[1].name (c.yaml:12): 5 is not a text without spaces around it',
      'time_intervals[1].time_intervals[0] (c.yaml:13): is not a mapping with times, weekdays, days_of_month, months, years, location',
      'auth.webhook.tokens (c.yaml:1): entry 2 is not text; put it in quotes',
    ],
  },
];
