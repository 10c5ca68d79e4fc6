import { describe, expect, it } from 'vitest';

import { yamlFaults } from '../load.ts';
import { teamRule } from './loaded.ts';

const memory = (window: string) =>
  `(${window}), so that an episode would be forgotten while its storm is open; make it ${window} or more`;
const wait = 'so that nothing would be urgent';
const record =
  'so that alerts would find no record of the storm to join; lower it, or raise STORMFOLD_RETENTION';
const cluster =
  'writes to resources in a cluster only, and sink.kind is directory; set STORMFOLD_SINK=kubernetes';

describe('at the top', () => {
  it.each([
    ['window: 2d', `memory: 24h is shorter than the window ${memory('2d')}`],
    [
      'memory: 1h\nwindow: {quiet: 1m, max: 2h}',
      `memory (c.yaml:1): 1h is shorter than the window ${memory('2h')}`,
    ],
    [
      'urgentWait: 5m',
      `urgentWait (c.yaml:1): an urgentWait of 5m is not shorter than the window (5m), ${wait}`,
    ],
    [
      'urgentWait: 1m\nwindow: quiet 10s max 1m',
      `urgentWait (c.yaml:1): an urgentWait of 1m is not shorter than the window (1m), ${wait}`,
    ],
    [
      'maxAlerts: 4\nminAlerts: 5',
      'minAlerts (c.yaml:2): minAlerts (5) is more than maxAlerts (4), with which a storm is sealed, so that none would have enough',
    ],
    [
      'minAlerts: 101\nbelow: each',
      'minAlerts (c.yaml:1): with `below: each`, minAlerts of 101 could make 100 resources of one storm; make it 100 or less',
    ],
    ['cooldown: 24h', `cooldown (c.yaml:1): 24h is not shorter than retention (24h), ${record}`],
    ['cooldown: 1s\nretention: 0s', `cooldown (c.yaml:1): 1s is not shorter than retention (0ms), ${record}`],
    ['updates: true', `updates (c.yaml:1): ${cluster}`],
    [
      'updates: true\nsink: {kind: kubernetes, template: t.yaml}',
      'updates (c.yaml:1): writes to AlertStorms only, and sink.template makes other resources',
    ],
    [
      'muteFrom: 2026-11-27T20:00:00Z\nmuteUntil: 2026-11-27T21:00:00+01:00',
      'muteUntil (c.yaml:2): muteFrom (2026-11-27T20:00:00Z) is not before muteUntil (2026-11-27T20:00:00Z)',
    ],
    [
      'muteTimeIntervals: [ofhours]\ntime_intervals: [{name: offhours, time_intervals: [{years: [2026]}]}]',
      'muteTimeIntervals (c.yaml:1): entry 1 "ofhours" is the name of no entry of time_intervals; did you mean `offhours`?',
    ],
    [
      'muteTimeIntervals: [x]',
      'muteTimeIntervals (c.yaml:1): entry 1 "x" is the name of no entry of time_intervals',
    ],
  ])('%s', (yaml, fault) => {
    expect(yamlFaults(yaml)).toEqual([fault]);
    // Rules inherit it, which is no fault of theirs.
    expect(yamlFaults(`${yaml}\n${teamRule()}`)).toEqual([fault]);
  });

  it.each([
    'memory: 2h\nwindow: {quiet: 1m, max: 2h}',
    'urgentWait: 4m59s',
    'minAlerts: 5\nmaxAlerts: 5',
    'minAlerts: 100\nbelow: each',
    'minAlerts: 101\nbelow: drop',
    'cooldown: 23h59m',
    'updates: true\nsink: {kind: kubernetes}',
    'muteFrom: 2026-11-27T20:00:00Z\nmuteUntil: 2026-11-27T20:00:01Z',
    'muteUntil: 2020-01-01T00:00:00Z',
  ])('all is well with %j', (yaml) => {
    expect(yamlFaults(yaml)).toEqual([]);
  });
});

describe('in a rule', () => {
  it.each([
    ['', ['window: 2d'], 'memory: 24h is shorter than the window of rule `team` ' + memory('2d')],
    [
      '',
      ['urgentWait: 6m'],
      `rules[0].urgentWait (c.yaml:4): an urgentWait of 6m is not shorter than the window (5m), ${wait}`,
    ],
    [
      'urgentWait: 1m\n',
      ['window: 30s'],
      `rules[0].window (c.yaml:5): an urgentWait of 1m is not shorter than the window (30s), ${wait}`,
    ],
    [
      'minAlerts: 5\n',
      ['maxAlerts: 4'],
      'rules[0].maxAlerts (c.yaml:5): minAlerts (5) is more than maxAlerts (4), with which a storm is sealed, so that none would have enough',
    ],
    [
      'minAlerts: 500\n',
      ['below: each'],
      'rules[0].below (c.yaml:5): with `below: each`, minAlerts of 500 could make 499 resources of one storm; make it 100 or less',
    ],
    ['', ['cooldown: 2d'], `rules[0].cooldown (c.yaml:4): 2d is not shorter than retention (24h), ${record}`],
    ['', ['updates: true'], `rules[0].updates (c.yaml:4): ${cluster}`],
    [
      'muteUntil: 2026-11-27T20:00:00Z\n',
      ['muteFrom: 2026-11-28T20:00:00Z'],
      'rules[0].muteFrom (c.yaml:5): muteFrom (2026-11-28T20:00:00Z) is not before muteUntil (2026-11-27T20:00:00Z)',
    ],
    [
      'time_intervals: [{name: a, time_intervals: [{years: [2026]}]}]\n',
      ['muteTimeIntervals:', '  - a', '  - b'],
      'rules[0].muteTimeIntervals (c.yaml:7): entry 2 "b" is the name of no entry of time_intervals; did you mean `a`?',
    ],
  ])('%j with %j', (top, lines, fault) => {
    expect(yamlFaults(top + teamRule(...lines))).toEqual([fault]);
  });

  it('can name a variable', () => {
    const env = { STORMFOLD_MUTE_TIME_INTERVALS: 'a,b', STORMFOLD_COOLDOWN: '2d' };
    expect(
      yamlFaults(`time_intervals: [{name: a, time_intervals: [{years: [2026]}]}]\n${teamRule()}`, env),
    ).toEqual([
      'muteTimeIntervals (STORMFOLD_MUTE_TIME_INTERVALS): entry 2 "b" is the name of no entry of time_intervals; did you mean `a`?',
      `cooldown (STORMFOLD_COOLDOWN): 2d is not shorter than retention (24h), ${record}`,
    ]);
  });

  it('can mend what would be a fault with the top', () => {
    expect(yamlFaults(`minAlerts: 5\n${teamRule('maxAlerts: 4', 'minAlerts: 3')}`)).toEqual([]);
    expect(yamlFaults(`minAlerts: 5\n${teamRule('maxAlerts: 4', 'minAlerts: none')}`)).toEqual([]);
  });

  it('is not judged with what is faulty itself', () => {
    expect(yamlFaults(`window: 5\n${teamRule('urgentWait: 6m')}`)).toHaveLength(1);
    expect(yamlFaults(teamRule('urgentWait: 6m', 'window: 5'))).toHaveLength(1);
    expect(yamlFaults(teamRule('urgentWait: 6m', 'windo: 10m'))).toHaveLength(1);
    expect(yamlFaults(teamRule('cooldown: 2d') + '\nretention: 3 days')).toHaveLength(1);
    expect(
      yamlFaults('muteTimeIntervals: [a]\ntime_intervals: [{nam: a, time_intervals: [{years: [1]}]}]'),
    ).toEqual([
      'time_intervals[0] (c.yaml:2): unknown key `nam`; did you mean `name`?',
      'time_intervals[0].time_intervals[0].years[0] (c.yaml:2): "1" is not a year such as 2026',
    ]);
  });
});
