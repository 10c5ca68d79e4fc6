import { describe, expect, it } from 'vitest';

import { yamlFaults } from '../load.ts';

const section = (...lines: readonly string[]) =>
  ['correlation:', ...lines.map((line) => `  ${line}`)].join('\n');
const cause = (...lines: readonly string[]) =>
  section('causes:', '- name: database', ...lines.map((line) => `  ${line}`));
const whole = ['cause: a="1"', 'takes: b="1"'];

describe('the section', () => {
  it.each([
    [
      'correlation: []',
      'correlation (c.yaml:1): is not a mapping with `scope`, `within`, `maxAlerts`, `symptoms`, `causes`',
    ],
    [section('witin: 5m'), 'correlation (c.yaml:2): unknown key `witin`; did you mean `within`?'],
    [section('cause: []'), 'correlation (c.yaml:2): unknown key `cause`; did you mean `causes`?'],
    ['causes: []', 'c.yaml:1: unknown key `causes`; did you mean `correlation.causes`?'],
    [
      section("scope: 'the cluster'"),
      'correlation.scope (c.yaml:2): "the cluster" is not the name of a label, such as namespace or k8s.pod.name',
    ],
    [
      section('within: 2h'),
      'correlation.within (c.yaml:2): "2h" is not a duration from 1ms to 1h, such as 500ms, 2s, 5m, 1h30m or 1d',
    ],
    [section('maxAlerts: 0'), 'correlation.maxAlerts (c.yaml:2): 0 is not a whole number from 1 to 100000'],
    ['correlate: maybe', 'correlate (c.yaml:1): "maybe" is not on or off'],
  ])('%j', (yaml, fault) => {
    expect(yamlFaults(yaml)).toEqual([fault]);
  });

  it('in a rule is told to stand at the top', () => {
    expect(yamlFaults('rules: [{name: a, match: [], correlation: {within: 5m}}]')).toEqual([
      'rules[0] (c.yaml:1): unknown key `correlation` in a rule; it is for all of them and stands at the top of the file',
    ]);
  });
});

describe('symptoms', () => {
  const known = 'down, cordoned, strained, failing, waiting, apart, other';
  it.each([
    [section('symptoms: [down]'), `correlation.symptoms (c.yaml:2): is not a mapping of ${known}`],
    [
      section('symptoms:', '  donw: a="1"'),
      'correlation.symptoms (c.yaml:3): unknown key `donw`; did you mean `down`?',
    ],
    [
      section('symptoms:', '  slow: a="1"'),
      'correlation.symptoms (c.yaml:3): unknown key `slow`; known here: ' +
        known
          .split(', ')
          .map((word) => `\`${word}\``)
          .join(', '),
    ],
    [section('symptoms:', '  down: []'), 'correlation.symptoms.down (c.yaml:3): needs at least one entry'],
    [
      section('symptoms:', '  down: 7'),
      `correlation.symptoms.down (c.yaml:3): 7 is not a text with matchers, such as 'severity="critical"'`,
    ],
    [
      section('symptoms:', '  down:', '    - a="1"', '    - b=="2"'),
      `correlation.symptoms.down (c.yaml:5): entry 2 "b==\\"2\\"" can't be read: unknown operator "==" at column 2; did you mean "="?`,
    ],
    [
      section('symptoms:', '  down: HostLost'),
      `correlation.symptoms.down (c.yaml:3): "HostLost" can't be read: expected =, !=, =~ or !~ after "HostLost" at column 9`,
    ],
  ])('%j', (yaml, fault) => {
    expect(yamlFaults(yaml)).toEqual([fault]);
  });
});

describe('causes', () => {
  const at = 'correlation.causes[0]';
  it.each([
    [
      section('causes: {}'),
      'correlation.causes (c.yaml:2): is not a list, each entry of which is a mapping with `name`, `cause` and `takes`',
    ],
    [section('causes: [x]'), `${at} (c.yaml:2): is not a mapping with \`name\`, \`cause\` and \`takes\``],
    [cause('cause: a="1"'), `${at}.takes (c.yaml:3): is missing; without it the cause would take nothing`],
    [
      cause('takes: a="1"'),
      `${at}.cause (c.yaml:3): is missing; it takes matchers of the alerts that are the cause`,
    ],
    [
      section('causes: [{cause: a="1", takes: b="1"}]'),
      `${at}.name (c.yaml:2): is missing; every cause has a name of its own`,
    ],
    [cause('cause: a="1"', 'take: b="1"'), `${at} (c.yaml:5): unknown key \`take\`; did you mean \`takes\`?`],
    [
      cause(...whole, 'match: a="1"'),
      `${at} (c.yaml:6): unknown key \`match\`; known here: \`name\`, \`cause\`, \`takes\`, \`equal\``,
    ],
    [cause('cause: a="1"', 'takes: []'), `${at}.takes (c.yaml:5): needs at least one entry`],
    [
      cause('cause: [a="1", "b=~\'(\'"]', 'takes: b="1"'),
      expect.stringMatching(
        /^correlation\.causes\[0\]\.cause \(c\.yaml:4\): entry 2 "b=~'\('" can't be read: .* at column \d/,
      ),
    ],
    [
      cause('cause: {a: 1}', 'takes: b="1"'),
      `${at}.cause (c.yaml:4): a mapping is not a text with matchers, such as 'severity="critical"'`,
    ],
    [cause(...whole, 'equal: cluster'), `${at}.equal (c.yaml:6): is not a list`],
    [cause(...whole, 'equal: [a, a]'), `${at}.equal (c.yaml:6): has an entry twice`],
    [
      cause(...whole, "equal: ['a b']"),
      `${at}.equal (c.yaml:6): entry 1 "a b" is not the name of a label, such as namespace or k8s.pod.name`,
    ],
  ])('%j', (yaml, fault) => {
    expect(yamlFaults(yaml)).toEqual([fault]);
  });

  it('have names of their own, which fit into labels', () => {
    const named = (name: string) => `- {name: ${name}, cause: a="1", takes: b="1"}`;
    expect(yamlFaults(section('causes:', ...['a', 'b', 'a', 'A b'].map(named)))).toEqual([
      'correlation.causes[3].name (c.yaml:6): "A b" is not a name such as node-failure: a-z, 0-9 and `-`, 1 to 63 of them',
      'correlation.causes[2].name (c.yaml:5): is the name of correlation.causes[0] too',
    ]);
  });

  it('are told of all at once', () => {
    const yaml = section('within: 0s', 'symptoms: {dwn: a="1"}', 'causes: [{name: a}, 7]', 'scop: x');
    expect(yamlFaults(yaml)).toEqual([
      'correlation (c.yaml:5): unknown key `scop`; did you mean `scope`?',
      'correlation.within (c.yaml:2): "0s" is not a duration from 1ms to 1h, such as 500ms, 2s, 5m, 1h30m or 1d',
      'correlation.symptoms (c.yaml:3): unknown key `dwn`; did you mean `down`?',
      'correlation.causes[1] (c.yaml:4): is not a mapping with `name`, `cause` and `takes`',
      'correlation.causes[0].cause (c.yaml:4): is missing; it takes matchers of the alerts that are the cause',
      'correlation.causes[0].takes (c.yaml:4): is missing; without it the cause would take nothing',
    ]);
  });
});
