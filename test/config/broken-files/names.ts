import { type BrokenFile, token } from './broken-file.ts';

/** Rules by their names and matchers. */
export const names: readonly BrokenFile[] = [
  {
    name: 'names of rules',
    yaml: `
auth: {operator: {tokens: [${token}]}}
rules:
  - name: default
    match: a="1"
  - name: overflow
    match: a="2"
  - name: Node Failure
    match: a="3"
  - name: twice
    match: a="4"
  - match: a="5"
  - name: twice
    match: a="6"
`,
    faults: [
      'rules[0].name (c.yaml:3): "default" is the name of a rule that is always there; choose another',
      'rules[1].name (c.yaml:5): "overflow" is the name of a rule that is always there; choose another',
      'rules[2].name (c.yaml:7): "Node Failure" is not a name such as node-failure: a-z, 0-9 and `-`, 1 to 63 of them',
      'rules[4].name (c.yaml:11): is missing; every rule has a name of its own',
      'rules[5].name (c.yaml:12): is the name of rules[3] too',
    ],
  },
  {
    name: 'matchers that cannot be read',
    yaml: `
auth: {operator: {tokens: [${token}]}}
rules:
  - name: a
    match: severity critical
  - name: b
    match: severity=="critical"
  - name: c
    match: ['a="1"', 'b=~"(?=x)"', 'c="1']
  - name: d
    match: ''
  - name: e
    match: team='a'
  - name: f
    match: ['{a="1"', '=x']
`,
    faults: [
      `rules[0].match (c.yaml:4): "severity critical" can't be read: expected =, !=, =~ or !~ after "severity" at column 10`,
      'rules[1].match (c.yaml:6): "severity==\\"critical\\"" can\'t be read: unknown operator "==" at column 9; did you mean "="?',
      'rules[2].match (c.yaml:8): entry 2 "b=~\\"(?=x)\\"" can\'t be read: cannot read the regular expression "(?=x)" at column 4; (?= looks around, which RE2 leaves out so that no text can hang it',
      'rules[2].match (c.yaml:8): entry 3 "c=\\"1" can\'t be read: unclosed double quote at column 3',
      `rules[3].match (c.yaml:10): "" can't be read: expected a matcher at column 1; such as severity="critical"`,
      `rules[4].match (c.yaml:12): "team='a'" can't be read: expected a value after team= at column 6; quotes must be double ones`,
      'rules[5].match (c.yaml:14): entry 1 "{a=\\"1\\"" can\'t be read: unclosed { at column 1',
      `rules[5].match (c.yaml:14): entry 2 "=x" can't be read: expected the name of a label at column 1`,
    ],
  },
  {
    name: 'rules that no alert reaches',
    yaml: `
auth: {operator: {tokens: [${token}]}}
rules:
  - name: disks
    match: 'alertname="DiskFull"'
  - name: same
    match: ['{alertname=DiskFull}']
  - name: more
    match: ['severity="critical"', 'alertname="DiskFull"']
  - name: all
    match: []
  - name: rest
    match: 'team="a"'
`,
    faults: [
      'rules[1].match (c.yaml:6): can never match: rules[0] `disks` comes first, and has the same matchers',
      'rules[2].match (c.yaml:8): can never match: rules[0] `disks` comes first, and asks for 1 of these matchers only',
      'rules[4].match (c.yaml:12): can never match: rules[3] `all` comes first, and matches every alert',
    ],
  },
];
