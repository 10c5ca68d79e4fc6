import { describe, expect, it } from 'vitest';

import { type RuleSettingName, ruleSettingNames, ruleSettings } from '../../../src/config/settings-rules.ts';
import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import type { RuleSettings } from '../../../src/rules/rule.ts';
import { ruleSettingsOf } from '../../support/rule-book.ts';
import { settingsOf, teamRule } from './loaded.ts';

const night = Date.UTC(2026, 10, 27, 20);
const weekend = { weekdays: [[6, 6]], location: 'UTC' } as const;
const intervals = `
time_intervals:
  - name: weekend
    time_intervals: [{weekdays: [saturday]}]
`;

interface Case {
  /** As it is written in the file. */
  readonly yaml: string;
  readonly variable: string;
  readonly means: Partial<RuleSettings>;
  /** What else has to be in the file. */
  readonly beside?: string;
}

const mute = ruleSettingsOf().mute;

const cases: Readonly<Record<RuleSettingName, Case>> = {
  correlate: { yaml: 'on', variable: 'on', means: { correlate: true } },
  window: { yaml: '90s', variable: '1m30s', means: { window: { kind: 'fixed', ms: 90_000 } } },
  by: { yaml: '[cluster, job]', variable: 'cluster, job', means: { by: ['cluster', 'job'] } },
  maxAlerts: { yaml: '50', variable: '50', means: { maxAlerts: 50 } },
  urgent: {
    yaml: `['severity="critical"', 'a=b, c!=d']`,
    variable: 'severity="critical",{a=b, c!=d}',
    means: { urgent: [parseMatchers('severity="critical"'), parseMatchers('a=b,c!=d')] },
  },
  urgentWait: { yaml: '10s', variable: '10s', means: { urgentWaitMs: 10_000 } },
  minAlerts: { yaml: '5', variable: '5', means: { minAlerts: 5 } },
  below: { yaml: 'Drop', variable: 'drop', means: { below: 'drop' } },
  whenResolved: { yaml: 'drop', variable: 'DROP', means: { whenResolved: 'drop' } },
  cooldown: { yaml: '30m', variable: '30m', means: { cooldownMs: 1_800_000 } },
  cooldownMax: { yaml: '7', variable: '7', means: { cooldownMax: 7 } },
  updates: {
    yaml: 'true',
    variable: 'true',
    means: { updates: true },
    beside: 'sink: {kind: kubernetes}\n',
  },
  flapAfter: { yaml: '5', variable: '5', means: { flapAfter: 5 } },
  exclude: {
    yaml: `[Dead Man, 'severity="none"']`,
    variable: 'Dead Man,severity="none"',
    means: { exclude: [parseMatchers('alertname="Dead Man"'), parseMatchers('severity="none"')] },
  },
  muteFrom: {
    yaml: '2026-11-27T20:00:00Z',
    variable: '2026-11-27T20:00:00Z',
    means: { mute: { ...mute, fromMs: night } },
  },
  muteUntil: {
    yaml: '2026-11-27T21:00:00+01:00',
    variable: '2026-11-27T20:00:00Z',
    means: { mute: { ...mute, untilMs: night } },
  },
  muteTimeIntervals: {
    yaml: '[weekend]',
    variable: 'weekend',
    means: { mute: { ...mute, intervals: [weekend] } },
    beside: intervals,
  },
};

describe.each(ruleSettingNames)('%s', (name) => {
  const { yaml, variable, means, beside = '' } = cases[name];
  const env = { [ruleSettings[name].variable]: variable };
  const set = ruleSettingsOf(means);

  it('at the top of the file is for every rule that does not set it', () => {
    const file = `${beside}${name}: ${yaml}\n${teamRule()}`;
    expect(settingsOf('default', file)).toEqual(set);
    expect(settingsOf('team', file)).toEqual(set);
  });

  it('in a rule is for that one alone', () => {
    const file = `${beside}${teamRule(`${name}: ${yaml}`)}`;
    expect(settingsOf('default', file)).toEqual(ruleSettingsOf());
    expect(settingsOf('team', file)).toEqual(set);
  });

  it('in the environment is as at the top of the file', () => {
    const file = `${beside}${teamRule()}`;
    expect(settingsOf('default', file, env)).toEqual(set);
    expect(settingsOf('team', file, env)).toEqual(set);
  });

  it('in an empty variable is not set', () => {
    const file = `${beside}${name}: ${yaml}`;
    expect(settingsOf('default', file, { [ruleSettings[name].variable]: ' ' })).toEqual(set);
    expect(settingsOf('default', beside, { [ruleSettings[name].variable]: '' })).toEqual(ruleSettingsOf());
  });

  it('without a value is not set', () => {
    const file = `${beside}${name}:\n${teamRule(`${name}: ~`)}`;
    expect(settingsOf('default', file)).toEqual(ruleSettingsOf());
    expect(settingsOf('team', file)).toEqual(ruleSettingsOf());
  });
});
