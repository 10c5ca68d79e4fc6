import { describe, expect, it } from 'vitest';

import { pathOf } from '../../src/config/keys.ts';
import { readConfigFile } from '../../src/config/file.ts';
import { withFiles } from './load.ts';

const file = `window: &w
  quiet: 1m
rules:
  - name: a
    by: [x,
      y]

  - name: b
    window: *w
  -
    name: c
`;

const read = withFiles({ 'c.yaml': file }, (cwd) => readConfigFile('c.yaml', cwd));

describe('the line of', () => {
  it.each([
    [[], 'c.yaml'],
    [['window', 'quiet'], 'c.yaml:2'],
    [['rules'], 'c.yaml:3'],
    [['rules', 0], 'c.yaml:4'],
    [['rules', 0, 'by', 1], 'c.yaml:6'],
    [['rules', 1], 'c.yaml:8'],
    [['rules', 1, 'window'], 'c.yaml:9'],
    [['rules', 2], 'c.yaml:11'],
    // What is not there, or stands elsewhere: the line of what it is in.
    [['rules', 1, 'window', 'quiet'], 'c.yaml:9'],
    [['rules', 1, 'match', 0], 'c.yaml:8'],
    [['rules', 7, 'name'], 'c.yaml:3'],
    [['sink', 'kind'], 'c.yaml'],
  ])('%j is %s', (keys, line) => {
    expect(read.sourceOf(keys)).toBe(line);
  });
});

describe('the path of', () => {
  it.each([
    [[], ''],
    [['window'], 'window'],
    [['rules', 2, 'window', 'max'], 'rules[2].window.max'],
    [
      ['time_intervals', 0, 'time_intervals', 1, 'weekdays', 0],
      'time_intervals[0].time_intervals[1].weekdays[0]',
    ],
  ])('%j is %s', (keys, path) => {
    expect(pathOf(keys)).toBe(path);
  });
});
