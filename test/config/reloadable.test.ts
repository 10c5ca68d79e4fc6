import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { type ReadAgain, ReloadableConfig } from '../../src/config/reloadable.ts';
import { faultsOf, withFiles } from './load.ts';

type Env = Record<string, string>;

/** What a file comes to when it is read again as another. */
function readAgain(first: string, then: string, env: Env = {}): ReadAgain {
  return changing(first, then, env, (config) => config.readAgain());
}

function faultsThen(first: string, then: string, env: Env = {}): readonly string[] {
  return changing(first, then, env, (config) => faultsOf(() => config.readAgain()));
}

function changing<T>(first: string, then: string, env: Env, use: (config: ReloadableConfig) => T): T {
  return withFiles({ 'c.yaml': first }, (cwd) => {
    const config = new ReloadableConfig({ env, file: 'c.yaml', cwd });
    writeFileSync(join(cwd, 'c.yaml'), then);
    return use(config);
  });
}

const named = (name: string) => `rules: [{name: ${name}, match: []}]\n`;

describe('a file that is read again', () => {
  it('has the rules that it has now', () => {
    const { ruleBook, needRestart } = readAgain(named('before'), `window: 7m\n${named('after')}`);
    expect(ruleBook.rules.map(({ name, settings }) => [name, settings.window])).toEqual([
      ['after', { kind: 'fixed', ms: 420_000 }],
      ['default', { kind: 'fixed', ms: 420_000 }],
    ]);
    expect(needRestart).toEqual([]);
  });

  it.each([
    ['exclude: [A]'],
    ['tenants: {label: team, maxStorms: 3, maxAlerts: 4}'],
    ['muteTimeIntervals: [x]\ntime_intervals: [{name: x, time_intervals: [{years: [2026]}]}]'],
    ['correlate: on\ncorrelation: {scope: region, within: 1m, maxAlerts: 7, symptoms: {down: a=b}}'],
    ['by: [cluster]\nwindow: quiet 1m max 5m\nmaxAlerts: 3\ncooldown: 5m'],
  ])('needs no restart for %s', (yaml) => {
    expect(readAgain('', yaml).needRestart).toEqual([]);
  });

  it('has the causes that it has now', () => {
    const causes = (name: string) =>
      `correlation: {causes: [{name: ${name}, cause: a="1", takes: b="1"}], within: 1m}`;
    const { ruleBook, needRestart } = readAgain(causes('before'), `correlate: on\n${causes('after')}`);
    expect([ruleBook.correlation.causes.map(({ name }) => name), needRestart]).toEqual([['after'], []]);
    expect(faultsThen(causes('before'), causes('Before'))).toHaveLength(1);
  });

  it('names what needs a restart, in the order of `config check`, and has the rules all the same', () => {
    const then = `sink: {kind: kubernetes}\nlisten: 127.0.0.1:9\nmemory: 48h\n${named('after')}`;
    const { ruleBook, needRestart } = readAgain('', then);
    expect(needRestart).toEqual(['listen', 'memory', 'sink.kind']);
    expect(ruleBook.rules).toHaveLength(2);
  });

  it('sees that a secret is another, of which only the number is shown', () => {
    const tokens = (token: string) => `auth: {webhook: {tokens: [${token}]}}`;
    expect(readAgain(tokens('one'), tokens('two')).needRestart).toEqual(['auth.webhook.tokens']);
    expect(readAgain(tokens('one'), tokens('"one"')).needRestart).toEqual([]);
  });

  it('is compared with what is in force, which a variable sets over it', () => {
    expect(readAgain('memory: 30h', 'memory: 40h', { STORMFOLD_MEMORY: '50h' }).needRestart).toEqual([]);
  });

  it('is refused with every fault', () => {
    expect(faultsThen('', 'windw: 5m\npartitions: many')).toEqual([
      expect.stringMatching(/^c\.yaml:1: unknown key `windw`/),
      expect.stringMatching(/^partitions \(c\.yaml:2\): "many"/),
    ]);
  });

  it('is told when it has changed', () => {
    const seen = changing('', 'window: 7m', {}, ({ watch }) => [watch?.changed(), watch?.changed()]);
    expect(seen).toEqual([false, true]);
    const read = changing('', 'window: 7m', {}, (config) => {
      config.readAgain();
      return [config.watch?.changed(), config.watch?.changed()];
    });
    expect(read).toEqual([false, false]);
  });
});

const still = '(until a restart, the other settings are what they were)';

describe('rules that fit the file and not what is in force', () => {
  it.each([
    [
      'memory: 72h\nwindow: 48h',
      'memory (c.yaml:1): 24h is shorter than the window (2d), so that an episode would be forgotten while its storm ' +
        `is open; make it 2d or more ${still}`,
    ],
    [
      'retention: 72h\ncooldown: 48h',
      'cooldown (c.yaml:2): 2d is not shorter than retention (24h), so that alerts would find no record of the storm ' +
        `to join; lower it, or raise STORMFOLD_RETENTION ${still}`,
    ],
    [
      'sink: {kind: kubernetes}\nrules: [{name: x, match: [], updates: true}]',
      'rules[0].updates (c.yaml:2): writes to resources in a cluster only, and sink.kind is directory; ' +
        `set STORMFOLD_SINK=kubernetes ${still}`,
    ],
  ])('are refused: %s', (then, fault) => {
    expect(faultsThen('', then)).toEqual([fault]);
  });

  it('are no fault where they fit both', () => {
    expect(faultsThen('memory: 72h', 'memory: 60h\nwindow: 48h')).toEqual([]);
  });
});

describe('without a file', () => {
  it('there is nothing to watch, and the environment is read again', () => {
    const config = new ReloadableConfig({ env: { STORMFOLD_WINDOW: '7m' } });
    expect(config.watch).toBeUndefined();
    expect(config.readAgain()).toEqual({ ruleBook: config.config.ruleBook, needRestart: [] });
  });

  it('that STORMFOLD_CONFIG names, there is one', () => {
    withFiles({ 'c.yaml': '' }, (cwd) => {
      expect(new ReloadableConfig({ env: { STORMFOLD_CONFIG: 'c.yaml' }, cwd }).watch).toBeDefined();
    });
  });
});
