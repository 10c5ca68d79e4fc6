import { type BrokenFile, token } from './broken-file.ts';

/** What is told by labels. */
export const matched: readonly BrokenFile[] = [
  {
    name: 'labels',
    yaml: `
auth: {operator: {tokens: [${token}]}}
by: []
tenants: {label: 'team name', maxStorms: 5}
rules:
  - name: a
    match: a="1"
    by: ['...', alertname]
  - name: b
    match: a="2"
    by: [alertname, alertname]
  - name: c
    match: a="3"
    by: ['severity="critical"', 7, '']
`,
    faults: [
      'by (c.yaml:2): needs at least one entry',
      'tenants.label (c.yaml:3): "team name" is not the name of a label, such as namespace or k8s.pod.name',
      'rules[0].by (c.yaml:7): has other labels beside `...`, which is all of them',
      'rules[1].by (c.yaml:10): has an entry twice',
      'rules[2].by (c.yaml:13): entry 1 "severity=\\"critical\\"" is not the name of a label, such as namespace or k8s.pod.name',
      'rules[2].by (c.yaml:13): entry 2 7 is not the name of a label, such as namespace or k8s.pod.name',
      'rules[2].by (c.yaml:13): entry 3 "" is not the name of a label, such as namespace or k8s.pod.name',
    ],
  },
  {
    name: 'exclusions and urgent alerts',
    yaml: `
auth: {operator: {tokens: [${token}]}}
exclude:
  - Watchdog
  - ' InfoInhibitor'
  - severity=
  - a=~"*"
urgent: [critical]
rules:
  - name: a
    match: a="1"
    urgent:
      - severity="critical"
      - severity=>"critical"
    exclude: [{severity: none}, '{}']
`,
    faults: [
      `urgent (c.yaml:7): entry 1 "critical" can't be read: expected =, !=, =~ or !~ after "critical" at column 9`,
      'exclude (c.yaml:4): entry 2 " InfoInhibitor" is not a text without spaces around it',
      `exclude (c.yaml:5): entry 3 "severity=" can't be read: expected a value after severity= at column 10; the empty one is ""`,
      'exclude (c.yaml:6): entry 4 "a=~\\"*\\"" can\'t be read: cannot read the regular expression "*" at column 4; missing argument to repetition operator: *',
      'rules[0].urgent (c.yaml:13): entry 2 "severity=>\\"critical\\"" can\'t be read: expected a comma or the end at column 11; a value with white space or any of {}!=~\'` goes into double quotes',
      'rules[0].exclude (c.yaml:14): entry 1 a mapping is not an alertname, or a text with matchers',
      `rules[0].exclude (c.yaml:14): entry 2 "{}" can't be read: expected a matcher at column 1; such as severity="critical"`,
    ],
  },
  {
    name: 'causes',
    yaml: `
auth: {operator: {tokens: [${token}]}}
correlate: 'yes'
correlation:
  scope: ''
  symptoms:
    down: {a: 1}
    gone: a="1"
    apart: ['a="1"', {b: 2}, 'c=~"*"']
  causes:
    - ~
    - {name: a, cause: [[x]], takes: 'a="1', equal: [a, 7]}
    - {name: a, takes: {}, matches: x}
    - auth: ${token}
`,
    faults: [
      'correlate (c.yaml:2): "yes" is not on or off',
      'correlation.scope (c.yaml:4): "" is not the name of a label, such as namespace or k8s.pod.name',
      `correlation.symptoms.down (c.yaml:6): a mapping is not a text with matchers, such as 'severity="critical"'`,
      'correlation.symptoms (c.yaml:7): unknown key `gone`; known here: `down`, `cordoned`, `strained`, `failing`, `waiting`, `apart`, `other`',
      `correlation.symptoms.apart (c.yaml:8): entry 2 a mapping is not a text with matchers, such as 'severity="critical"'`,
      'correlation.symptoms.apart (c.yaml:8): entry 3 "c=~\\"*\\"" can\'t be read: cannot read the regular expression "*" at column 4; missing argument to repetition operator: *',
      'correlation.causes[0] (c.yaml:10): is not a mapping with `name`, `cause` and `takes`',
      'correlation.causes[2] (c.yaml:12): unknown key `matches`; known here: `name`, `cause`, `takes`, `equal`',
      'correlation.causes[3] (c.yaml:13): unknown key `auth`; known here: `name`, `cause`, `takes`, `equal`',
      'correlation.causes[3].name (c.yaml:13): is missing; every cause has a name of its own',
      `correlation.causes[1].cause (c.yaml:11): entry 1 a list is not a text with matchers, such as 'severity="critical"'`,
      'correlation.causes[1].takes (c.yaml:11): "a=\\"1" can\'t be read: unclosed double quote at column 3',
      'correlation.causes[1].equal (c.yaml:11): entry 2 7 is not the name of a label, such as namespace or k8s.pod.name',
      'correlation.causes[2].name (c.yaml:12): is the name of correlation.causes[1] too',
      'correlation.causes[2].cause (c.yaml:12): is missing; it takes matchers of the alerts that are the cause',
      `correlation.causes[2].takes (c.yaml:12): a mapping is not a text with matchers, such as 'severity="critical"'`,
      'correlation.causes[3].cause (c.yaml:13): is missing; it takes matchers of the alerts that are the cause',
      'correlation.causes[3].takes (c.yaml:13): is missing; without it the cause would take nothing',
    ],
  },
];
