import { describe, expect, it } from 'vitest';

import { linearRegex, RegexError } from '../../src/rules/linear-regex.ts';

describe('a regular expression', () => {
  it.each([
    ['warning|critical', 'critical', true],
    ['warning|critical', 'critically', false],
    ['warning|critical', 'a warning', false],
    ['a|ab', 'ab', true],
    ['', '', true],
    ['', 'a', false],
    ['.*', '', true],
    ['web-\\d+', 'web-12', true],
    ['(?i)CRITICAL', 'critical', true],
    ['.', '🙂', true],
    ['a$', 'a\n', false],
    ['(?P<n>a)', 'a', true],
  ])('%j is asked about all of the text: %j is %s', (source, text, matches) => {
    expect(linearRegex(source)(text)).toBe(matches);
  });

  it('takes a dot for a line feed only where it is told to, as Alertmanager does', () => {
    expect(linearRegex('.*')('a\nb')).toBe(false);
    expect(linearRegex('(?s).*')('a\nb')).toBe(true);
  });

  it('ends on texts made to hang it', () => {
    const hostile = `${'a'.repeat(50_000)}b`;
    expect(linearRegex('(a+)+$')(hostile)).toBe(false);
    expect(linearRegex('(a|a)*')(hostile)).toBe(false);
    expect(linearRegex('(.*)(.*)(.*)(.*)x')(hostile)).toBe(false);
    expect(linearRegex('(a+)+b')(hostile)).toBe(true);
  });

  it('gives the same answer again, also when it has forgotten it', () => {
    const even = linearRegex('.*[02468]');
    const texts = Array.from({ length: 2500 }, (_, n) => String(n));
    const wanted = texts.map((_, n) => n % 2 === 0);
    expect(texts.map(even)).toEqual(wanted);
    expect(texts.map(even)).toEqual(wanted);
  });

  it('judges a text that is too long to be remembered', () => {
    const many = linearRegex('a*');
    expect([many('a'.repeat(10_000)), many(`${'a'.repeat(10_000)}b`)]).toEqual([true, false]);
  });
});

describe('what is no regular expression', () => {
  it.each([
    ['(', 'missing closing ): ('],
    ['a)', 'unexpected ): a)'],
    ['a)|(b', 'unexpected ): a)|(b'],
    ['*a', 'missing argument to repetition operator: *'],
    ['[z-a]', 'invalid character class range: z-a'],
    ['a\\', 'trailing backslash at end of expression'],
    ['((a{1000}){1000})', 'invalid repeat count: {1000}'],
  ])('is refused with the reason: %j', (source, reason) => {
    expect(() => linearRegex(source)).toThrow(new RegexError(reason));
  });

  it.each([
    ['(a)\\1', '\\1 refers back to a capture'],
    ['a(?=b)', '(?= looks around'],
    ['(?!a)b', '(?! looks around'],
    ['(?<=a)b', '(?<= looks around'],
    ['(?<!a)b', '(?<! looks around'],
  ])('is one that could hang: %j', (source, reason) => {
    const message = `${reason}, which RE2 leaves out so that no text can hang it`;
    expect(() => linearRegex(source)).toThrow(new RegexError(message));
  });
});
