import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';
import { envFaults, faultsOf, withFiles, yamlFaults } from './load.ts';

const durations = (range: string, more = '') =>
  `is not a duration from ${range}, such as 500ms, 2s, 5m, 1h30m or 1d${more}`;
const windows = durations('1ms to 365d', '; nor is it such as `quiet 30s max 10m`');
const tokenText = 'has characters that an Authorization header can not carry; use ASCII without spaces';

describe('a broken file', () => {
  it.each([
    ['windw: 5m', 'c.yaml:1: unknown key `windw`; did you mean `window`?'],
    ['redis_url: redis://x', 'c.yaml:1: unknown key `redis_url`; did you mean `redisUrl`?'],
    ['windowMs: 5', 'c.yaml:1: unknown key `windowMs`; did you mean `window`?'],
    ['\ndirectory: x', 'c.yaml:2: unknown key `directory`; did you mean `sink.directory`?'],
    [
      'tokens: [x]',
      'c.yaml:1: unknown key `tokens`; did you mean `auth.webhook.tokens` or `auth.operator.tokens`?',
    ],
    ['quiet: 30s', 'c.yaml:1: unknown key `quiet`; did you mean `window.quiet`?'],
    ['windwo: 5m', 'c.yaml:1: unknown key `windwo`; did you mean `window`?'],
    ['sink:\n  knd: x', 'sink (c.yaml:2): unknown key `knd`; did you mean `kind`?'],
    ['metrics: {zzzzzzz: 1}', 'metrics (c.yaml:1): unknown key `zzzzzzz`; known here: `auth`'],
    ['__proto__: 1', expect.stringContaining('c.yaml:1: unknown key `__proto__`; known here: `redisUrl`, ')],
    [
      'window: 5m\nsink: kubernetes',
      'sink (c.yaml:2): is not a mapping with `kind`, `directory`, `namespace`, `maxAttempts`, `timeout`, `concurrency`, `template`, `templatePlural`, `keep`',
    ],
    [
      'auth:\n  webhook: [x]',
      'auth.webhook (c.yaml:2): is not a mapping with `tokens`, `tokenFiles`, `basic`',
    ],
    ['window: 300', `window (c.yaml:1): 300 ${windows}`],
    ['window: ""', `window (c.yaml:1): "" ${windows}`],
    ['window: [5m]', `window (c.yaml:1): a list ${windows}`],
    ['partitions: "4"', 'partitions (c.yaml:1): "4" is not a whole number from 1 to 64'],
    ['exclude: Watchdog', 'exclude (c.yaml:1): is not a list'],
    ['exclude: [A, ~]', 'exclude (c.yaml:1): entry 2 nothing is not an alertname, or a text with matchers'],
    [
      'auth: {webhook: {tokens: [12]}}',
      'auth.webhook.tokens (c.yaml:1): entry 1 is not text; put it in quotes',
    ],
    ['window: 5m\nwindow: 6m', 'c.yaml:2: is not valid YAML (duplicate key)'],
    ['window: !minutes 5', 'c.yaml:1: is not valid YAML (tag resolve failed)'],
    ['window: "5m', 'c.yaml:1: is not valid YAML (missing char)'],
    ['a: 1\n---\nb: 2', 'c.yaml:2: is not valid YAML (multiple docs)'],
    ['window: *w', 'c.yaml: is not a YAML mapping of settings'],
    ['- window', 'c.yaml: is not a YAML mapping of settings'],
    ['just text', 'c.yaml: is not a YAML mapping of settings'],
  ])('%j', (yaml, fault) => {
    expect(yamlFaults(yaml)).toEqual([fault]);
  });

  it('is not there, or is a folder', () => {
    expect(faultsOf(() => loadConfig({ env: {}, file: '/no/such.yaml' }))).toEqual([
      '/no/such.yaml: there is no such file',
    ]);
    expect(faultsOf(() => loadConfig({ env: { STORMFOLD_CONFIG: '.' } }))).toEqual([
      '.: this is a folder, not a file',
    ]);
  });

  it('is judged also where a variable overrides it', () => {
    expect(yamlFaults('partitions: 99', { STORMFOLD_PARTITIONS: '4' })).toEqual([
      'partitions (c.yaml:1): 99 is not a whole number from 1 to 64',
    ]);
  });
});

describe('a token file', () => {
  it.each([
    ['gone', 'there is no such file; it takes the path of a file, not a token'],
    ['.', 'this is a folder, not a file; it takes the path of a file, not a token'],
    ['blank', 'the file holds no token'],
    ['spaced', `token 2 of the file ${tokenText}`],
  ])('%s', (file, problem) => {
    withFiles({ fine: 'a', blank: ' \n\n', spaced: 'a\nb c\n' }, (cwd) => {
      const env = { STORMFOLD_OPERATOR_TOKENS_FILE: `fine,${file}` };
      expect(faultsOf(() => loadConfig({ env, cwd }))).toEqual([
        `auth.operator.tokenFiles (STORMFOLD_OPERATOR_TOKENS_FILE): entry 2: ${problem}`,
      ]);
    });
  });
});

describe('several faults at once', () => {
  it('are all listed, with how many there are and what to do', () => {
    const load = () =>
      withFiles({ 'c.yaml': 'windw: 1\nsink:\n  kind: x\nlimits:\n  body: much\n' }, (cwd) =>
        loadConfig({ env: { STORMFOLD_PARTITIONS: '0', STORMFOLD_PREFX: 'a' }, file: 'c.yaml', cwd }),
      );
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/^5 faults in the configuration:\n/);
    expect(load).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('stormfold config check') }),
    );
    expect(faultsOf(load)).toEqual([
      'c.yaml:1: unknown key `windw`; did you mean `window`?',
      'partitions (STORMFOLD_PARTITIONS): 0 is not a whole number from 1 to 64',
      'sink.kind (c.yaml:3): "x" is none of directory, kubernetes',
      'limits.body (c.yaml:5): "much" is not a size from 1b to 511mb, such as 512kb or 64mb',
      'STORMFOLD_PREFX: unknown variable; did you mean `STORMFOLD_PREFIX`?',
    ]);
  });

  it('do not bring faults that only follow from them', () => {
    expect(yamlFaults('listen: :80\nauth:\n  webhook: {tokns: [a]}\n  operator: {tokens: [b]}')).toEqual([
      'auth.webhook (c.yaml:3): unknown key `tokns`; did you mean `tokens`?',
    ]);
    expect(yamlFaults('auth: "', { STORMFOLD_LISTEN: ':80' })).toHaveLength(1);
    expect(envFaults({ STORMFOLD_WINDOW: '5', STORMFOLD_MEMORY: '1s' })).toHaveLength(1);
  });
});
