import { describe, expect, it } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { ruleSettingsOf } from '../../support/rule-book.ts';
import { bookOf, ruleOf, settingsOf, teamRule } from './loaded.ts';

describe('a rule', () => {
  it('stands in the order of the file, and the default one comes last', () => {
    const file = `
rules:
  - {name: z, match: 'a="1"'}
  - {name: a, match: 'a="2"'}
`;
    expect(bookOf(file).rules.map(({ name }) => name)).toEqual(['z', 'a', 'default']);
    expect(bookOf('rules: []').rules.map(({ name }) => name)).toEqual(['default']);
    expect(bookOf('rules:').rules.map(({ name }) => name)).toEqual(['default']);
  });

  it.each([
    ['a text', `'a="1", b!~"x|y"'`, 'a="1",b!~"x|y"'],
    ['a text in braces', `'{a="1"}'`, 'a="1"'],
    ['a list, of which all must match', `['a="1"', '{b="2", c="3"}']`, 'a="1",b="2",c="3"'],
  ])('matches what is written as %s', (_, match, matchers) => {
    expect(ruleOf('x', `rules: [{name: x, match: ${match}}]`).match).toEqual(parseMatchers(matchers));
  });

  it('matches every alert with an empty list', () => {
    expect(ruleOf('x', 'rules: [{name: x, match: []}]').match).toEqual([]);
  });

  it('may have a name of 63 characters', () => {
    const name = `0${'a-'.repeat(30)}bc`;
    expect(ruleOf(name, `rules: [{name: ${name}, match: []}]`).name).toBe(name);
  });

  it('sets what it sets, and inherits the rest from variables over the file', () => {
    const file = `window: 10m\nminAlerts: 3\nmaxAlerts: 9\n${teamRule('minAlerts: 4')}`;
    expect(settingsOf('team', file, { STORMFOLD_WINDOW: '7m' })).toEqual(
      ruleSettingsOf({ windowMs: 420_000, minAlerts: 4, maxAlerts: 9 }),
    );
  });

  it('wins against a variable', () => {
    expect(settingsOf('team', teamRule('cooldownMax: 4'), { STORMFOLD_COOLDOWN_MAX: '5' })).toEqual(
      ruleSettingsOf({ cooldownMax: 4 }),
    );
  });

  it('does without what the top sets', () => {
    const top = `
maxAlerts: 9
minAlerts: 3
cooldown: 1h
flapAfter: 2
muteFrom: 2026-11-27T20:00:00Z
muteUntil: 2026-11-28T20:00:00Z
urgent: ['a="b"']
muteTimeIntervals: [never]
time_intervals: [{name: never, time_intervals: [{years: [1970]}]}]
`;
    const none = ['maxAlerts', 'minAlerts', 'cooldown', 'flapAfter', 'muteFrom', 'muteUntil'];
    const lines = [...none.map((name) => `${name}: none`), 'urgent: []', 'muteTimeIntervals: []'];
    expect(settingsOf('team', top + teamRule(...lines))).toEqual(ruleSettingsOf());
    expect(settingsOf('default', top)).not.toEqual(ruleSettingsOf());
  });

  it('has its own list in place of the one of the top', () => {
    const file = `exclude: [A]\nby: [a, b]\n${teamRule('exclude: [B]', 'by: [c]')}`;
    const { exclude, by } = settingsOf('team', file);
    expect([exclude, by]).toEqual([[parseMatchers('alertname=B')], ['c']]);
  });

  it('may be written with anchors', () => {
    const file = `by: &all [a, b]\nwindow: &w {quiet: 1s, max: 2s}\n${teamRule('by: *all', 'window: *w')}`;
    expect(settingsOf('team', file)).toEqual(settingsOf('default', file));
  });
});

describe('tenants', () => {
  it.each([
    ['tenants: {maxStorms: 50}', { label: 'namespace', maxStorms: 50, maxAlerts: undefined }],
    ['tenants: {label: team, maxAlerts: 9}', { label: 'team', maxStorms: undefined, maxAlerts: 9 }],
    ['tenants: {label: team, maxStorms: none}', undefined],
    ['tenants:', undefined],
    ['', undefined],
  ])('%s', (yaml, tenants) => {
    expect(bookOf(yaml).tenants).toEqual(tenants);
  });

  it('can be set in the environment', () => {
    const env = {
      STORMFOLD_TENANTS_LABEL: 'k8s.team',
      STORMFOLD_TENANTS_MAX_STORMS: '2',
      STORMFOLD_TENANTS_MAX_ALERTS: '3',
    };
    expect(bookOf(undefined, env).tenants).toEqual({ label: 'k8s.team', maxStorms: 2, maxAlerts: 3 });
  });
});
