import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { FileWatch } from '../../src/config/watch.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stormfold-watch-'));
  file = join(folder, 'c.yaml');
  writeFileSync(file, 'window: 5m\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const looks = (watch: FileWatch, times: number) => Array.from({ length: times }, () => watch.changed());

it('says nothing of a file that stays as it was when the watch was made', () => {
  expect(looks(new FileWatch(file), 3)).toEqual([false, false, false]);
});

it('tells of a change once, when the file is the same at a second look', () => {
  const watch = new FileWatch(file);
  writeFileSync(file, 'window: 50m\n');
  expect(looks(watch, 4)).toEqual([false, true, false, false]);
});

it('waits for as long as the file goes on changing', () => {
  const watch = new FileWatch(file);
  const seen = ['', 'window:', 'window: 50m\n'].map((text) => {
    writeFileSync(file, text);
    return watch.changed();
  });
  expect([...seen, ...looks(watch, 2)]).toEqual([false, false, false, true, false]);
});

it('tells of a change to as many bytes at the same time', () => {
  const watch = new FileWatch(file);
  utimesSync(file, 1, 1);
  expect(looks(watch, 2)).toEqual([false, true]);
});

it('tells that a file has gone, and that it has come back', () => {
  const watch = new FileWatch(file);
  renameSync(file, `${file}.old`);
  expect(looks(watch, 3)).toEqual([false, true, false]);
  writeFileSync(file, 'window: 5m\n');
  expect(looks(watch, 3)).toEqual([false, true, false]);
});

it('follows the links of a mounted ConfigMap, of which the one above is moved', () => {
  for (const version of ['1', '2']) {
    mkdirSync(join(folder, `..${version}`));
    writeFileSync(join(folder, `..${version}`, 'stormfold.yaml'), 'window: 5m\n');
  }
  symlinkSync('..1', join(folder, '..data'));
  symlinkSync('..data/stormfold.yaml', join(folder, 'stormfold.yaml'));
  const watch = new FileWatch(join(folder, 'stormfold.yaml'));
  expect(looks(watch, 2)).toEqual([false, false]);
  symlinkSync('..2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  expect(looks(watch, 3)).toEqual([false, true, false]);
});

it('says nothing of what is about to be read, and tells of what comes after', () => {
  const watch = new FileWatch(file);
  writeFileSync(file, 'window: 50m\n');
  watch.reading();
  expect(looks(watch, 2)).toEqual([false, false]);
  writeFileSync(file, 'window: 500m\n');
  expect(looks(watch, 2)).toEqual([false, true]);
});

it('survives a path that leads in a circle', () => {
  const loop = join(folder, 'loop');
  symlinkSync('loop', loop);
  const watch = new FileWatch(loop);
  expect(looks(watch, 2)).toEqual([false, false]);
  rmSync(loop);
  writeFileSync(loop, '');
  expect(looks(watch, 2)).toEqual([false, true]);
});
