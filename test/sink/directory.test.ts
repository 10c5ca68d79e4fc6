import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { silentLog } from '../../src/log.ts';
import { directoryError } from '../../src/sink/directory-errors.ts';
import { DirectorySink } from '../../src/sink/directory.ts';
import { buildManifest } from '../../src/sink/manifest.ts';
import { snapshotOf } from '../support/snapshots.ts';

const manifest = buildManifest(snapshotOf(), { instance: 'stormfold' });
const other = buildManifest(snapshotOf({ storm: { deliveryCount: 6 } }), { instance: 'stormfold' });
const third = buildManifest(snapshotOf({ storm: { deliveryCount: 7 } }), { instance: 'stormfold' });
const { name } = manifest.metadata;

let root: string;
let folder: string;
let sink: DirectorySink;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stormfold-'));
  folder = join(root, 'made', 'by the sink');
  sink = new DirectorySink(folder, silentLog());
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function storedAs(file: string): Promise<unknown> {
  return parse(await readFile(join(folder, file), 'utf8'));
}

describe('a storm', () => {
  it('is one file of its own name, in a folder that is made for it', async () => {
    expect(await sink.submit(manifest)).toEqual({ name, created: true });
    expect(await readdir(folder)).toEqual([`${name}.yaml`]);
    expect(await storedAs(`${name}.yaml`)).toEqual(manifest);
  });

  it('meets its own earlier write', async () => {
    await sink.submit(manifest);
    expect(await sink.submit(manifest)).toEqual({ name, created: false });
    expect(await readdir(folder)).toEqual([`${name}.yaml`]);
  });

  it('that was sealed again with other members stands beside the first, and meets itself there', async () => {
    await sink.submit(manifest);
    expect(await sink.submit(other)).toEqual({ name: `${name}-2`, created: true });
    expect(await sink.submit(third)).toEqual({ name: `${name}-3`, created: true });
    expect(await sink.submit(other)).toEqual({ name: `${name}-2`, created: false });
    const successor = { ...other, metadata: { ...other.metadata, name: `${name}-2` } };
    expect(await storedAs(`${name}-2.yaml`)).toEqual(successor);
    expect(await storedAs(`${name}.yaml`)).toEqual(manifest);
  });

  it.each([
    ['another storm', 'metadata:\n  annotations:\n    stormfold.io/storm-id: x\n', 'storm x'],
    ['somebody else', 'just a text', 'something that is not a storm of ours'],
    ['nobody who writes YAML', '{"', 'something that is not a storm of ours'],
  ])('never touches a file of %s that has its name', async (_whose, text, owner) => {
    await sink.open();
    await writeFile(join(folder, `${name}.yaml`), text);
    await expect(sink.submit(manifest)).rejects.toMatchObject({
      verdict: 'never',
      reason: 'conflict',
      message: `the name ${name} is taken by ${owner}`,
    });
    expect(await readFile(join(folder, `${name}.yaml`), 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual([`${name}.yaml`]);
  });

  it('is written once by forty tries at the same time', async () => {
    const sinks = [sink, new DirectorySink(folder, silentLog())];
    const tries = Array.from({ length: 20 }, () => sinks.map((one) => one.submit(manifest))).flat();
    const submitted = await Promise.all(tries);
    expect(submitted.filter(({ created }) => created)).toEqual([{ name, created: true }]);
    expect(await readdir(folder)).toEqual([`${name}.yaml`]);
    expect(await storedAs(`${name}.yaml`)).toEqual(manifest);
  });
});

describe('what a killed process left', () => {
  const leftover = '.stormfold-0b9f5ff0-6f2c-4b1c-9c55-1f1f5f9a8d11.tmp';
  const young = '.stormfold-1b9f5ff0-6f2c-4b1c-9c55-1f1f5f9a8d11.tmp';

  it('is removed at the next start, unless it is young or not ours', async () => {
    await sink.open();
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    for (const file of [leftover, young, '.keep', 'notes.tmp']) {
      await writeFile(join(folder, file), 'half a manif');
      if (file !== young) await utimes(join(folder, file), longAgo, longAgo);
    }
    await sink.open();
    expect((await readdir(folder)).sort()).toEqual(['.keep', young, 'notes.tmp']);
  });

  it('does not disturb', async () => {
    await sink.open();
    await writeFile(join(folder, leftover), 'half a manif');
    expect(await sink.submit(manifest)).toEqual({ name, created: true });
  });
});

describe('a folder that cannot be written', () => {
  it('does not keep the process from starting, and is tried again', async () => {
    await writeFile(join(root, 'made'), 'a file where the folder should be');
    await sink.open();
    await expect(sink.submit(manifest)).rejects.toMatchObject({
      verdict: 'retry',
      reason: 'not_a_directory',
    });
    await rm(join(root, 'made'));
    expect(await sink.submit(manifest)).toEqual({ name, created: true });
  });

  it.each([
    ['ENOSPC', 'disk_full', /^Free space/],
    ['EDQUOT', 'disk_full', /^Free space/],
    ['EROFS', 'not_writable', /^Give the user/],
    ['EACCES', 'not_writable', /^Give the user/],
    ['EOPNOTSUPP', 'no_links', /hard links/],
    ['EIO', 'io', /disk is healthy/],
  ])('because of %s is tried again, with advice', (code, reason, advice) => {
    const error = directoryError(Object.assign(new Error(`${code}: words`), { code }), '/storms');
    expect(error).toMatchObject({ verdict: 'retry', reason });
    expect(error.message).toBe(`cannot write to /storms: ${code}: words`);
    expect(error.advice).toMatch(advice);
  });
});
