import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Matcher } from '../../src/rules/matchers.ts';
import { MatcherError, parseMatchers } from '../../src/rules/parse-matchers.ts';

const fooBar = [new Matcher('foo', '=', 'bar')];
const two = [new Matcher('foo', '=', 'bar'), new Matcher('baz', '=~', 'x|y')];

function refusalOf(text: string): MatcherError {
  try {
    parseMatchers(text);
  } catch (error) {
    if (error instanceof MatcherError) return error;
    throw error;
  }
  throw new Error(`was read: ${text}`);
}

describe('matchers are read', () => {
  it.each([
    'foo=bar',
    ' foo = bar ',
    'foo="bar"',
    '"foo"="bar"',
    '{foo=bar}',
    ' { foo = "bar" , } ',
    'foo=bar,',
  ])('with or without spaces, quotes, braces and a last comma: %s', (text) => {
    expect(parseMatchers(text)).toEqual(fooBar);
  });

  it.each(['foo=bar,baz=~x|y', '{foo="bar", baz=~"x|y"}', 'foo = bar\n, baz =~ "x|y",'])(
    'as many as there are: %s',
    (text) => {
      expect(parseMatchers(text)).toEqual(two);
    },
  );

  it.each(['=', '!=', '=~', '!~'] as const)('with the operator %s', (operator) => {
    expect(parseMatchers(`foo${operator}"bar"`)).toEqual([new Matcher('foo', operator, 'bar')]);
    expect(parseMatchers(`foo ${operator} bar`)).toEqual([new Matcher('foo', operator, 'bar')]);
  });

  it.each([
    ['Προμηθεύς=🙂', 'Προμηθεύς', '🙂'],
    ['k8s.io/team=a-b.c:d', 'k8s.io/team', 'a-b.c:d'],
    ['"two words"="a, {b}=~\'c\'"', 'two words', "a, {b}=~'c'"],
    [String.raw`"a\"b"="c"`, 'a"b', 'c'],
    ['foo=""', 'foo', ''],
    ['foo=12', 'foo', '12'],
  ])('with any label and value: %s', (text, label, value) => {
    expect(parseMatchers(text)).toEqual([new Matcher(label, '=', value)]);
  });

  it.each([
    [String.raw`foo="\"a\""`, '"a"'],
    [String.raw`foo="a\nb"`, 'a\nb'],
    [String.raw`foo="a\\"`, 'a\\'],
    [String.raw`foo="\\n"`, '\\n'],
    [String.raw`foo="\d\.\t"`, '\\d\\.\\t'],
    [String.raw`foo=web-\d+\.a`, 'web-\\d+\\.a'],
    ['foo="a\nb"', 'a\nb'],
  ])('with the escapes of the classic syntax: %s', (text, value) => {
    expect(parseMatchers(text)).toEqual([new Matcher('foo', '=', value)]);
  });
});

describe('matchers are refused', () => {
  const quotes = "a value with white space or any of {}!=~'` goes into double quotes";

  it.each([
    ['', 'expected a matcher at column 1; such as severity="critical"'],
    ['  ', 'expected a matcher at column 3; such as severity="critical"'],
    ['{}', 'expected a matcher at column 1; such as severity="critical"'],
    ['severity', 'expected =, !=, =~ or !~ after "severity" at column 9'],
    ['severity critical', 'expected =, !=, =~ or !~ after "severity" at column 10'],
    ['=x', 'expected the name of a label at column 1'],
    ['""=x', 'expected the name of a label at column 1'],
    ["'foo'=x", 'expected the name of a label at column 1; quotes must be double ones'],
    [',', 'expected the name of a label at column 1'],
    ['a=b,,c=d', 'expected the name of a label at column 5'],
    ['team=', 'expected a value after team= at column 6; the empty one is ""'],
    ['team=,a=b', 'expected a value after team= at column 6; the empty one is ""'],
    ["team='a'", 'expected a value after team= at column 6; quotes must be double ones'],
    ['team="a', 'unclosed double quote at column 6'],
    [String.raw`team="a\"`, 'unclosed double quote at column 6'],
    ['"team=a', 'unclosed double quote at column 1'],
    ['team=a b', `expected a comma or the end at column 8; ${quotes}`],
    ['a=b c=d', `expected a comma or the end at column 5; ${quotes}`],
    ['host=~a{2}', `expected a comma or the end at column 8; ${quotes}`],
    ['a=b=c', `expected a comma or the end at column 4; ${quotes}`],
    ['{a=b c=d}', `expected a comma or } at column 6; ${quotes}`],
    ['{a=b', 'unclosed { at column 1'],
    [' {', 'unclosed { at column 2'],
    ['a=b}', '} without a { before it at column 4'],
    ['}', '} without a { before it at column 1'],
    ['{a=b} c', 'expected nothing more at column 7'],
    ['{{a=b}}', 'expected the name of a label at column 2'],
  ])('saying what is wrong, where, and what would be right: %s', (text, message) => {
    expect(refusalOf(text).message).toBe(message);
  });

  it.each([
    ['==', '='],
    ['~=', '=~'],
    ['!', '!='],
    ['!==', '!='],
    ['!=~', '!~'],
  ])('for an operator of another language: %s', (operator, meant) => {
    const { message } = refusalOf(`foo ${operator} bar`);
    expect(message).toBe(`unknown operator "${operator}" at column 5; did you mean "${meant}"?`);
  });

  it('for an operator of no language', () => {
    expect(refusalOf('foo~!=~x').message).toBe(
      'unknown operator "~!=~" at column 4; known are =, !=, =~ and !~',
    );
  });

  it('for a regular expression that is none, by its name', () => {
    expect(refusalOf('a=b, foo=~"(x"').message).toBe(
      'cannot read the regular expression "(x" at column 11; missing closing ): (x',
    );
    expect(refusalOf('foo!~"(?=x)"').message).toContain('"(?=x)" at column 6; (?= looks around');
    expect(parseMatchers('foo="(x"')).toEqual([new Matcher('foo', '=', '(x')]);
  });

  it('at a column that counts characters', () => {
    expect(refusalOf('🙂=🙂 x').column).toBe(5);
  });

  it('with a MatcherError and nothing else, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab(*[ \\"\n{}=!~,\'')) });
    fc.assert(
      fc.property(text, (any) => {
        try {
          expect(parseMatchers(any).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MatcherError);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
