import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitEntries } from '../../../src/config/rules/entries.ts';
import { exclusions, matcherSets } from '../../../src/config/rules/matcher-kinds.ts';
import { windowKind } from '../../../src/config/rules/window.ts';
import { Matcher } from '../../../src/rules/matchers.ts';
import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { settingsOf } from './loaded.ts';

describe('a window', () => {
  const quiet = { kind: 'quiet', quietMs: 30_000, maxMs: 600_000 };
  it.each([
    ['5m', { kind: 'fixed', ms: 300_000 }, '5m'],
    ['{quiet: 30s, max: 10m}', quiet, 'quiet 30s max 10m'],
    ['{max: 600s, quiet: 30s}', quiet, 'quiet 30s max 10m'],
    ['quiet 30s max 10m', quiet, 'quiet 30s max 10m'],
    ['"quiet  30s\\tmax 10m"', quiet, 'quiet 30s max 10m'],
  ])('%s', (yaml, window, text) => {
    const read = settingsOf('default', `window: ${yaml}`).window;
    expect(read).toEqual(window);
    expect(windowKind.show(read)).toBe(text);
  });

  it('can be quiet in the environment', () => {
    expect(settingsOf('default', undefined, { STORMFOLD_WINDOW: 'quiet 30s max 10m' }).window).toEqual(quiet);
  });
});

describe('entries of a variable', () => {
  it.each([
    ['', []],
    [' , ,', []],
    ['a, b ,c', ['a', 'b', 'c']],
    ['severity="a,b",c', ['severity="a,b"', 'c']],
    ['{a="1", b="2"}, c=d', ['{a="1", b="2"}', 'c=d']],
    ['{a="}, {", b=2},c', ['{a="}, {", b=2}', 'c']],
    [String.raw`a="\",\\",b`, [String.raw`a="\",\\"`, 'b']],
    ['x{1,2},y', ['x{1,2}', 'y']],
    // What is left open separates again, so that the fault is told of one entry.
    ['a=", b', ['a="', 'b']],
    ['{a, b', ['{a', 'b']],
  ])('%j', (text, entries) => {
    expect(splitEntries(text)).toEqual(entries);
  });
});

describe('sets of matchers', () => {
  const matcher = fc
    .tuple(fc.string({ minLength: 1 }), fc.constantFrom('=' as const, '!=' as const), fc.string())
    .map(([label, operator, value]) => new Matcher(label, operator, value));
  const sets = fc.array(fc.array(matcher, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

  it.each([
    ['urgent', matcherSets],
    ['exclude', exclusions],
  ])('of %s are read again as they are shown, from a variable and from a list', (_, kind) => {
    fc.assert(
      fc.property(sets, (some) => {
        expect(kind.schema.parse(kind.fromText(kind.show(some)))).toEqual(some);
        expect(kind.schema.parse(kind.plain?.(some))).toEqual(some);
      }),
    );
  });
});

describe('an entry of exclude', () => {
  it.each([
    ['Watchdog', 'alertname=Watchdog', 'Watchdog'],
    ['Dead Man', 'alertname="Dead Man"', 'Dead Man'],
    ['Disk-(full)~', 'alertname="Disk-(full)~"', 'alertname="Disk-(full)~"'],
    ['alertname=Watchdog', 'alertname=Watchdog', 'Watchdog'],
    ['alertname="a=b"', 'alertname="a=b"', 'alertname="a=b"'],
    ['The "x=y" alert', String.raw`alertname="The \"x=y\" alert"`, String.raw`alertname="The \"x=y\" alert"`],
    ['severity=none', 'severity="none"', 'severity="none"'],
    ['{severity="none"}', 'severity="none"', 'severity="none"'],
    ['a!~b', 'a!~"b"', 'a!~"b"'],
    ['a="b", c!="d"', 'a="b",c!="d"', '{a="b", c!="d"}'],
  ])('%s', (text, matchers, shown) => {
    const sets = exclusions.schema.parse([text]);
    expect(sets).toEqual([parseMatchers(matchers)]);
    expect(exclusions.show(sets)).toBe(shown);
    // What is shown can be set again, in a variable too.
    expect(exclusions.schema.parse(exclusions.fromText(shown))).toEqual(sets);
  });

  it('is none at all in an empty list', () => {
    expect(settingsOf('default', 'exclude: []').exclude).toEqual([]);
    expect([exclusions.show([]), matcherSets.show([])]).toEqual(['none', 'none']);
  });
});

describe('a label of by', () => {
  it.each([['...'], ['k8s.pod.name'], ['service/name'], ['größe'], ['__name__']])('%s', (label) => {
    expect(settingsOf('default', `by: ['${label}']`).by).toEqual([label]);
  });
});
