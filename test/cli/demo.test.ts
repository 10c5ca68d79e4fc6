import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

import { readTruth } from '../../src/cli/demo/truth.ts';
import type { AlertStormManifest } from '../../src/sink/alert-storm.ts';
import { stormfold } from '../support/cli.ts';
import { Program } from '../support/program.ts';
import { eventually } from '../support/eventually.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const truth = readTruth();
const wanted = Object.fromEntries(truth.storms.map(({ pattern, members }) => [pattern, [...members].sort()]));

// At once, because a demo mostly waits for windows to end.
describe.concurrent('the demo', () => {
  test('ends by itself without a terminal, every count right, with exactly the resources of the recording', async () => {
    await using temporary = await temporaryFolder();
    const { code, stdout, stderr } = await stormfold(['demo'], { TMPDIR: temporary.path });

    expect(stderr).toBe('');
    expect(stdout).toContain('Every count is right');
    expect(code).toBe(0);
    const [folder, ...others] = await readdir(temporary.path);
    expect(others, 'Redis and its data are gone').toEqual([]);
    expect(await membersIn(join(temporary.path, folder ?? '', 'storms'))).toEqual(wanted);
  });

  test('takes nothing from the configuration around it, and prints JSON alone', async () => {
    await using temporary = await temporaryFolder();
    const foreign = { STORMFOLD_SINK: 'kubernetes', REDIS_URL: 'redis://127.0.0.1:1' };
    const env = { ...foreign, TMPDIR: temporary.path };
    const { code, stdout } = await stormfold(['demo', '--json', '--window', '15s'], env);

    const { received, excluded, repeated, resolved, opened, folded } = truth.alerts;
    expect(JSON.parse(stdout)).toMatchObject({
      right: true,
      faults: [],
      counts: { received, excluded, repeated, resolved, episodes: opened + folded, storms: opened },
      resources: expect.objectContaining({ length: truth.storms.length }) as unknown,
    });
    expect(code).toBe(0);
  });

  test('fails when a resource is there that should not be', async () => {
    await using temporary = await temporaryFolder();
    await using demo = start(temporary.path);
    await said(demo, 'Stormfold: at');
    const [folder = ''] = (await readdir(temporary.path)).filter((name) =>
      name.startsWith('stormfold-demo-'),
    );
    const spec = { pattern: { text: 'Stray in shop' }, affectedResourcesByKind: {} };
    const stray = stringify({ metadata: { name: 'stray' }, spec });
    await writeFile(join(temporary.path, folder, 'storms', 'stray.yaml'), stray);

    expect(await demo.ended()).toBe(1);
    expect(demo.output).toContain('Stray in shop: a storm that nobody expected');
    expect(demo.output).not.toContain('Every count is right');
  });

  test('told to stay, stays up until Ctrl-C', async () => {
    await using temporary = await temporaryFolder();
    await using demo = start(temporary.path, '--stay');
    await said(demo, 'until Ctrl-C');
    const url = /Storms as JSON +(\S+)/.exec(demo.output)?.[1] ?? '';

    expect((await fetch(url)).status).toBe(200);
    expect(await demo.end('SIGINT')).toBe(0);
    expect(await readdir(temporary.path), 'only its resources are left').toHaveLength(1);
  });

  test('interrupted in the middle, fails and leaves nothing behind', async () => {
    await using temporary = await temporaryFolder();
    await using demo = start(temporary.path);
    await said(demo, 'Stormfold: at');

    expect(await demo.end('SIGINT')).toBe(1);
    expect(demo.output).toContain('error: interrupted');
    expect(await readdir(temporary.path)).toEqual([]);
  });
});

async function membersIn(folder: string): Promise<Record<string, string[]>> {
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const specs = texts.map((text) => (parse(text) as AlertStormManifest).spec);
  // Two of one pattern would be one below.
  expect(specs).toHaveLength(truth.storms.length);
  return Object.fromEntries(specs.map(({ pattern, members }) => [pattern.text, [...members].sort()]));
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function start(temporary: string, ...args: string[]): Program {
  return new Program(process.execPath, [main, 'demo', ...args], { ...process.env, TMPDIR: temporary });
}

async function said(program: Program, text: string): Promise<void> {
  await eventually(() => expect(program.output).toContain(text), { timeout: 90_000, interval: 20 });
}
