import { describe, expect, it } from 'vitest';

import { yamlFaults } from '../load.ts';

/** Rules that match these, on the lines 2 and following. */
function rulesThat(...matches: readonly string[]): string {
  return ['rules:', ...matches.map((match, n) => `  - {name: r${n}, match: ${match}}`)].join('\n');
}

describe('a rule that no alert reaches', () => {
  it.each([
    [[`'a="1"'`, `'a="1"'`], 'rules[0] `r0` comes first, and has the same matchers'],
    [[`'{b!="2", a="1"}'`, `['a=1', 'b != "2"']`], 'rules[0] `r0` comes first, and has the same matchers'],
    [['[]', `'a="1"'`], 'rules[0] `r0` comes first, and matches every alert'],
    [['[]', '[]'], 'rules[0] `r0` comes first, and matches every alert'],
    [[`'a="1"'`, `['b="2"', 'a="1"']`], 'rules[0] `r0` comes first, and asks for 1 of these matchers only'],
  ])('%j', (matches, reason) => {
    expect(yamlFaults(rulesThat(...matches))).toEqual([
      `rules[1].match (c.yaml:3): can never match: ${reason}`,
    ]);
  });

  it('is told of the first rule that takes its alerts', () => {
    expect(yamlFaults(rulesThat(`'a="1"'`, `'b="1"'`, `'c=d'`, `'b="1", c=d'`))).toEqual([
      'rules[3].match (c.yaml:5): can never match: rules[1] `r1` comes first, and asks for 1 of these matchers only',
    ]);
  });

  it.each([
    [[`'a="1"'`, `'a!="1"'`]],
    [[`'a="1", b="2"'`, `'a="1"'`]],
    [[`'a="1"'`, '[]']],
    [[`'a=~"1"'`, `'a="1"'`]],
  ])('is none of %j', (matches) => {
    expect(yamlFaults(rulesThat(...matches))).toEqual([]);
  });
});

describe('a name', () => {
  it('is of one rule', () => {
    const file = `rules:\n  - {name: a, match: x="1"}\n  - {name: b, match: x="2"}\n  - {name: a, match: x="3"}`;
    expect(yamlFaults(file)).toEqual(['rules[2].name (c.yaml:4): is the name of rules[0] too']);
  });

  const wanted = 'is not a name such as node-failure: a-z, 0-9 and `-`, 1 to 63 of them';
  const taken = 'is the name of a rule that is always there; choose another';
  it.each([
    ['default', `"default" ${taken}`],
    ['overflow', `"overflow" ${taken}`],
    ['Node', `"Node" ${wanted}`],
    ['a_b', `"a_b" ${wanted}`],
    ['-a', `"-a" ${wanted}`],
    ['a-', `"a-" ${wanted}`],
    ['""', `"" ${wanted}`],
    ['7', `7 ${wanted}`],
    ['a'.repeat(64), `"${'a'.repeat(60)}…" ${wanted}`],
  ])('is not %s', (name, problem) => {
    expect(yamlFaults(`rules: [{name: ${name}, match: []}]`)).toEqual([
      `rules[0].name (c.yaml:1): ${problem}`,
    ]);
  });
});
