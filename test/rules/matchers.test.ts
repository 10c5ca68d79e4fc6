import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatMatchers, Matcher, matches, operators } from '../../src/rules/matchers.ts';
import { parseMatchers } from '../../src/rules/parse-matchers.ts';

const labels = { alertname: 'DiskFull', severity: 'critical', empty: '' };

describe('one matcher', () => {
  it.each([
    ['severity=critical', true],
    ['severity=Critical', false],
    ['severity!=critical', false],
    ['severity!=warning', true],
    ['severity=~"warn.*|crit.*"', true],
    ['severity=~crit', false],
    ['severity!~"warn.*|crit.*"', false],
    ['severity!~crit', true],
  ])('decides by its operator: %s is %s', (text, wanted) => {
    expect(matches(parseMatchers(text), labels)).toBe(wanted);
  });

  it.each(['missing', 'empty', 'constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'takes a label without a value for the empty text: %s',
    (label) => {
      const wanted = { '=': true, '!=': false, '=~': true, '!~': false };
      for (const operator of operators)
        expect(new Matcher(label, operator, '').matches(labels)).toBe(wanted[operator]);
      expect(new Matcher(label, '!=', 'x').matches(labels)).toBe(true);
      expect(new Matcher(label, '=~', '.+').matches(labels)).toBe(false);
    },
  );

  it('finds labels that are called like what every object inherits', () => {
    const own: unknown = JSON.parse('{"constructor": "a", "__proto__": "b"}');
    expect(matches(parseMatchers('constructor=a, __proto__=b'), own as Record<string, string>)).toBe(true);
  });
});

describe('several matchers', () => {
  it('must all match', () => {
    expect(matches(parseMatchers('severity=critical, alertname=~"Disk.*"'), labels)).toBe(true);
    expect(matches(parseMatchers('alertname=~"Disk.*", severity=warning'), labels)).toBe(false);
    expect(matches(parseMatchers('severity=critical, alertname=~"Memory.*"'), labels)).toBe(false);
    expect(matches(parseMatchers('severity!~"warning", alertname!~"Disk.*"'), labels)).toBe(false);
  });

  it('match every alert when there are none', () => {
    expect(matches([], labels)).toBe(true);
  });

  it('are the same when they say the same', () => {
    expect(parseMatchers('a=b, c=~"d|e"')).toEqual([
      new Matcher('a', '=', 'b'),
      new Matcher('c', '=~', 'd|e'),
    ]);
    expect(parseMatchers('a=b')).not.toEqual(parseMatchers('a!=b'));
    expect(parseMatchers('a=b')).not.toEqual(parseMatchers('a=c'));
  });
});

describe('matchers as text', () => {
  it.each([
    ['severity = critical', '{severity="critical"}'],
    ['{a="b",c=~"d|e",}', '{a="b", c=~"d|e"}'],
    ['"k8s.io/team" != x', '{k8s.io/team!="x"}'],
    ['"two words"=""', '{"two words"=""}'],
    [String.raw`a!~"\d \\. \" \n"`, String.raw`{a!~"\\d \\. \" \n"}`],
  ])('are written in one way: %s', (text, wanted) => {
    expect(formatMatchers(parseMatchers(text))).toBe(wanted);
  });

  it('are {} when there are none', () => {
    expect(formatMatchers([])).toBe('{}');
  });

  it('are read again as what they were', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab \\"\n\t\'`{}=!~,n🙂')) });
    const matcher = fc
      .tuple(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('=' as const, '!=' as const),
        text,
      )
      .map((parts) => new Matcher(...parts));
    fc.assert(
      fc.property(fc.array(matcher, { minLength: 1, maxLength: 4 }), (matchers) => {
        expect(parseMatchers(formatMatchers(matchers))).toEqual(matchers);
      }),
      { seed: 7 },
    );
  });
});
