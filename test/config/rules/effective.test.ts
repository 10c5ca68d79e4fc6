import { describe, expect, it } from 'vitest';

import { describeRules } from '../../../src/config.ts';
import { ruleSettingNames } from '../../../src/config/settings-rules.ts';
import { loadYaml } from '../load.ts';

const file = `window: 10m
maxAlerts: 100
tenants: {label: team, maxStorms: 5}
time_intervals: [{name: night, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]}]
rules:
  - name: nodes
    match: ['alertname=~"Kube.*"', 'a!="b"']
    by: [cluster]
    window: 5m
    maxAlerts: none
    urgent: ['severity="critical"', 'a="1", b="2"']
    muteFrom: 2026-11-27T20:00:00.5Z
    muteTimeIntervals: [night]
  - name: all
    match: []
    by: ['...']
`;

const rules = describeRules(loadYaml(file, { STORMFOLD_COOLDOWN: '30m' }));
const [nodes, all, byDefault] = rules;

describe('the effective rules', () => {
  it('are all rules in order, each with every setting', () => {
    expect(rules.map(({ name }) => name)).toEqual(['nodes', 'all', 'default']);
    expect(rules.map(({ match }) => match)).toEqual([['alertname=~"Kube.*"', 'a!="b"'], [], []]);
    for (const { settings } of rules) expect(settings.map(({ path }) => path)).toEqual(ruleSettingNames);
  });

  it.each([
    { path: 'by', value: 'cluster', plain: ['cluster'], source: 'rules[0] (c.yaml:8)' },
    { path: 'window', value: '5m', plain: '5m', source: 'rules[0] (c.yaml:9)' },
    { path: 'maxAlerts', value: 'none', plain: null, source: 'rules[0] (c.yaml:10)' },
    {
      path: 'urgent',
      value: 'severity="critical", {a="1", b="2"}',
      plain: ['severity="critical"', '{a="1", b="2"}'],
      source: 'rules[0] (c.yaml:11)',
    },
    {
      path: 'muteFrom',
      value: '2026-11-27T20:00:00.500Z',
      plain: '2026-11-27T20:00:00.500Z',
      source: 'rules[0] (c.yaml:12)',
    },
    { path: 'muteTimeIntervals', value: 'night', plain: ['night'], source: 'rules[0] (c.yaml:13)' },
    { path: 'cooldown', value: '30m', plain: '30m', source: 'top level (STORMFOLD_COOLDOWN)' },
  ])('say of $path in a rule where it is from', (setting) => {
    expect(nodes?.settings).toContainEqual({ ...setting, isDefault: false });
  });

  it.each([
    { path: 'updates', value: 'false', plain: false, source: 'default' },
    { path: 'cooldownMax', value: '500', plain: 500, source: 'default' },
    { path: 'urgentWait', value: '0s', plain: '0s', source: 'default' },
    {
      path: 'exclude',
      value: 'Watchdog, InfoInhibitor',
      plain: ['Watchdog', 'InfoInhibitor'],
      source: 'default',
    },
  ])('say of $path that it is the default', (setting) => {
    expect(nodes?.settings).toContainEqual({ ...setting, isDefault: true });
  });

  it('are no news where the top says what is the default', () => {
    const [rule] = describeRules(loadYaml('window: 5m'));
    const setting = { path: 'window', value: '5m', plain: '5m', source: 'top level (c.yaml:1)' };
    expect(rule?.settings).toContainEqual({ ...setting, isDefault: true });
  });

  it('have a note where storms belong to no tenant', () => {
    const note = 'its storms belong to no tenant, because `by` has no `team`';
    expect([nodes?.notes, all?.notes, byDefault?.notes]).toEqual([[note], [], [note]]);
    expect(describeRules(loadYaml('by: [a]'))[0]?.notes).toEqual([]);
  });
});
