import { describe, expect, it } from 'vitest';

import { describeRules } from '../../../src/config.ts';
import { loadYaml, yamlFaults } from '../load.ts';
import { teamRule } from '../rules/loaded.ts';

const limits =
  'alerts that correlate share the storm of their scope, and limits of tenants count storms of patterns; ' +
  'leave out tenants.maxStorms and tenants.maxAlerts, or `correlate: on`';
const few = (minAlerts: number, most: number) =>
  `minAlerts (${minAlerts}) is more than the alerts with which a scope's window ends (${most}), so that no cause would have enough`;

describe('what cannot be together', () => {
  it.each([
    ['correlate: on\ntenants: {maxStorms: 3}', [`correlate (c.yaml:1): ${limits}`]],
    ['tenants: {maxAlerts: 3}\ncorrelate: on', [`correlate (c.yaml:2): ${limits}`]],
    [`tenants: {maxStorms: 3}\n${teamRule('correlate: on')}`, [`rules[0].correlate (c.yaml:5): ${limits}`]],
    [
      `correlate: on\ntenants: {maxStorms: 3}\n${teamRule('correlate: on')}`,
      [`correlate (c.yaml:1): ${limits}`, `rules[0].correlate (c.yaml:6): ${limits}`],
    ],
    // Told of once, where it was set.
    [`correlate: on\ntenants: {maxStorms: 3}\n${teamRule()}`, [`correlate (c.yaml:1): ${limits}`]],
    [
      'correlate: on\nminAlerts: 50\ncorrelation: {maxAlerts: 49}',
      [`correlation.maxAlerts (c.yaml:3): ${few(50, 49)}`],
    ],
    [`minAlerts: 10001\n${teamRule('correlate: on')}`, [`correlation.maxAlerts: ${few(10_001, 10_000)}`]],
  ])('%j', (yaml, faults) => {
    expect(yamlFaults(yaml)).toEqual(faults);
  });

  it('is told of variables too', () => {
    const env = { STORMFOLD_CORRELATE: 'on', STORMFOLD_TENANTS_MAX_STORMS: '3' };
    expect(yamlFaults('', env)).toEqual([`correlate (STORMFOLD_CORRELATE): ${limits}`]);
  });

  it.each([
    'correlate: on\ntenants: {label: team}',
    `tenants: {maxStorms: 3}\n${teamRule('correlate: off')}`,
    'correlate: on\nminAlerts: 50\ncorrelation: {maxAlerts: 50}',
    'minAlerts: 50\ncorrelation: {maxAlerts: 49}',
    `correlate: on\n${teamRule('minAlerts: 50')}\ncorrelation: {maxAlerts: 49}`,
  ])('is nothing of %j', (yaml) => {
    expect(yamlFaults(yaml)).toEqual([]);
  });

  it('is not judged with what is faulty itself', () => {
    expect(yamlFaults('correlate: on\ntenants: {maxStorms: 3, maxAlerts: many}')).toHaveLength(1);
    expect(yamlFaults('correlate: on\nminAlerts: 50\ncorrelation: {maxAlerts: few}')).toHaveLength(1);
  });
});

const notesOf = (yaml: string, env = {}) => loadYaml(yaml, env).notes;

describe('a note', () => {
  const within = (longest: string) =>
    `\`correlation.within\` (5m) is longer than the window of the top (${longest}): what arrives later than that is of another cause`;
  const idle = 'because no rule correlates; set `correlate: on`';

  it.each([
    ['correlate: on\nwindow: 1m', [within('1m')]],
    [
      'correlate: on\nwindow: quiet 30s max 10m',
      [
        'alerts that correlate wait for 10m, the longest that the quiet window of the top (c.yaml:2) can last',
      ],
    ],
    [
      'correlate: on\nwindow: quiet 30s max 4m',
      [
        'alerts that correlate wait for 4m, the longest that the quiet window of the top (c.yaml:2) can last',
        within('4m'),
      ],
    ],
    ['correlate: on\ncooldown: 30m', ['`cooldown` (c.yaml:2) is of no effect for alerts that correlate']],
    [
      `cooldown: 30m\nby: [a]\n${teamRule('correlate: on')}`,
      ['`by` (c.yaml:2) and `cooldown` (c.yaml:1) are of no effect for alerts that correlate'],
    ],
    [
      'correlate: on\nmaxAlerts: 5\ncooldownMax: 5\nby: [a]',
      [
        '`by` (c.yaml:4), `maxAlerts` (c.yaml:2) and `cooldownMax` (c.yaml:3) are of no effect for alerts that correlate; ' +
          '`correlation.maxAlerts` counts there',
      ],
    ],
    ['correlation: {within: 5m}', [`\`correlation.within\` (c.yaml:1) is of no effect ${idle}`]],
    [
      `correlation:\n  causes: []\n  symptoms: {down: a="1"}\n${teamRule('correlate: off')}`,
      [`\`correlation.symptoms\` (c.yaml:3) and \`correlation.causes\` (c.yaml:2) are of no effect ${idle}`],
    ],
  ])('on %j', (yaml, notes) => {
    expect(notesOf(yaml)).toEqual(notes);
  });

  it('tells of variables', () => {
    expect(notesOf('correlate: on', { STORMFOLD_COOLDOWN: '30m' })).toEqual([
      '`cooldown` (STORMFOLD_COOLDOWN) is of no effect for alerts that correlate',
    ]);
  });

  it.each([
    '',
    'correlate: on',
    'correlate: on\ncorrelation: {within: 10m}\nwindow: 10m',
    'window: quiet 30s max 1m\ncooldown: 30m',
    'correlate: on\nminAlerts: 3\nbelow: drop\nflapAfter: 3',
    'correlation:',
  ])('is not made of %j', (yaml) => {
    expect(notesOf(yaml)).toEqual([]);
  });
});

describe('a rule that correlates', () => {
  const notesOfTeam = (top: string, ...lines: readonly string[]) =>
    describeRules(loadYaml(`${top}\n${teamRule(...lines)}`))[0]?.notes;
  const top = 'because it correlates, and storms of causes have those of the top of the file';
  const none = 'because it correlates, and storms of causes have none';

  it.each([
    [['correlate: on', 'window: 1m'], [`\`window\` is of no effect ${top}`]],
    [['correlate: on', 'by: [a]'], [`\`by\` is of no effect ${none}`]],
    [
      ['correlate: on', 'minAlerts: 2', 'below: drop', 'whenResolved: drop', 'flapAfter: 3', 'window: 1m'],
      [`\`window\`, \`minAlerts\`, \`below\`, \`whenResolved\` and \`flapAfter\` are of no effect ${top}`],
    ],
    [
      ['correlate: on', 'cooldown: 1m', 'cooldownMax: 3', 'maxAlerts: 7', 'updates: false'],
      [
        `\`updates\` is of no effect ${top}`,
        `\`maxAlerts\`, \`cooldown\` and \`cooldownMax\` are of no effect ${none}`,
      ],
    ],
    [['correlate: on', 'urgent: [a=b]', 'urgentWait: 3s', 'exclude: []', 'muteUntil: none'], []],
    [['correlate: off', 'window: 1m', 'by: [a]'], []],
  ])('with %j', (lines, notes) => {
    expect(notesOfTeam('', ...lines)).toEqual(notes);
  });

  it('does so by the top too, of which itself has no note', () => {
    expect(notesOfTeam('correlate: on\nwindow: 2m', 'by: [a]')).toEqual([`\`by\` is of no effect ${none}`]);
    expect(describeRules(loadYaml('correlate: on\nwindow: 2m\nby: [a]'))[0]?.notes).toEqual([]);
  });
});
