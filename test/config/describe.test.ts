import { describe, expect, it } from 'vitest';

import { describeConfig, loadConfig, settings, settingsMarkdown } from '../../src/config.ts';
import { formatBytes, formatDuration, parseBytes, parseDuration } from '../../src/config/units.ts';
import { loadYaml } from './load.ts';

describe('the effective settings', () => {
  const rows = describeConfig(
    loadYaml('window: 90s\nredisUrl: redis://me:hunter2@redis/1\nauth:\n  webhook:\n    tokens: [a]', {
      STORMFOLD_OPERATOR_TOKENS: 'b,c',
      STORMFOLD_WINDOW: '2m',
    }),
  );

  it('are every setting that the file can hold, once', () => {
    const paths = settings.flatMap(({ path }) => path ?? []);
    expect(rows.map(({ path }) => path).sort()).toEqual(paths.sort());
  });

  it.each([
    { path: 'window', value: '2m', source: 'STORMFOLD_WINDOW' },
    { path: 'redisUrl', value: 'redis://***@redis/1', source: 'c.yaml:2' },
    { path: 'auth.webhook.tokens', value: '1 token', source: 'c.yaml:5' },
    { path: 'auth.operator.tokens', value: '2 tokens', source: 'STORMFOLD_OPERATOR_TOKENS' },
    { path: 'auth.operator.basic', value: 'none', source: 'default' },
    { path: 'sink.namespace', value: "the pod's own, or `default`", source: 'default' },
    { path: 'limits.body', value: '64mb', source: 'default' },
  ])('$path is $value from $source', (row) => {
    expect(rows).toContainEqual(row);
  });
});

describe('the settings table', () => {
  it('has one row a variable and no empty words', () => {
    expect(new Set(settings.map(({ variable }) => variable)).size).toBe(settings.length);
    expect(settings.filter(({ controls }) => controls === '')).toEqual([]);
  });

  it('is a Markdown table that says what each variable does', () => {
    const lines = settingsMarkdown().split('\n');
    expect(lines).toHaveLength(settings.length + 2);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines.map((line) => line.split('|').length)).toEqual(lines.map(() => 8));
    expect(lines.find((line) => line.includes('`STORMFOLD_RETENTION`'))).toMatch(
      /\| `retention` +\| `24h` +\|/,
    );
  });

  it('gives defaults that can be set again', () => {
    const again = settings.filter(({ default: text }) => text !== 'none' && !text.includes("'"));
    const env = Object.fromEntries(again.map((row) => [row.variable, row.default]));
    const { effective: _, effectiveRules: __, values: ___, notes: ____, ...config } = loadConfig({ env });
    expect(loadConfig({ env: {} })).toMatchObject(config);
  });
});

describe('units', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['0ms', 0],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(text);
  });

  it.each(['', '5', 'm', '5M', ' 5m', '5 m', '5m\n', '1.5h', '-1s', '1s1m', '1m1m', '9999999999999999d'])(
    'no duration: %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    ['12b', 12, '12b'],
    ['1024kb', 1024 ** 2, '1mb'],
    ['64mb', 64 * 1024 ** 2, '64mb'],
    ['64MiB', 64 * 1024 ** 2, '64mb'],
    ['2GB', 2 * 1024 ** 3, '2gb'],
    ['1537kib', 1537 * 1024, '1537kb'],
  ])('%s', (text, bytes, shown) => {
    expect(parseBytes(text)).toBe(bytes);
    expect(formatBytes(bytes)).toBe(shown);
  });

  it.each(['', '64', 'mb', '64 mb', '1.5mb', '-1b', '64mi', '64bib', '64tb'])('no size: %j', (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });
});
