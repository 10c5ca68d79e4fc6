import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import manifest from '../../package.json' with { type: 'json' };
import { readCrd } from '../../src/sink/crd.ts';
import { Packed, nodeEnv } from '../support/packed.ts';
import { namesOf } from '../support/peek.ts';
import { Processes, ServiceProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const pods = Array.from({ length: 15 }, (_, i) => `api-${String(i).padStart(2, '0')}`);
const notification = {
  version: '4',
  status: 'firing',
  alerts: pods.map((pod) => ({
    status: 'firing',
    labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod },
    annotations: {},
    startsAt: '2026-06-01T11:59:00Z',
  })),
};

let packed: Packed;

beforeAll(async () => {
  packed = await Packed.install();
}, 240_000);
afterAll(() => packed[Symbol.asyncDispose]());

async function stormfold(args: readonly string[], env: NodeJS.ProcessEnv = nodeEnv()) {
  const program = new Program(packed.command, args, env);
  // Also when the test has given up on one that hangs.
  onTestFinished(() => program[Symbol.asyncDispose]());
  return { code: await program.ended(), output: program.output };
}

/** The first so many parts of each path, once each. */
function tops(paths: readonly string[], depth: number): string[] {
  return [...new Set(paths.map((path) => path.split('/').slice(0, depth).join('/')))].sort();
}

describe('the tarball', () => {
  it('holds what runs and nothing else', () => {
    const inDist = packed.files.filter((path) => path.startsWith('dist/'));

    expect(tops(packed.files, 1)).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
    expect(tops(inDist, 2)).toEqual(
      ['README.md', 'deploy', 'lua', 'package.json', 'src', 'workers'].map((name) => `dist/${name}`),
    );
    expect(packed.files.filter((path) => /\.(ts|map)$/.test(path))).toEqual([]);
  });

  it('has JavaScript for every source, and every script for Redis', () => {
    const sources = ['src', 'workers', 'lua'].flatMap((folder) =>
      readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(ts|js|lua)$/.test(path))
        .map((path) => `dist/${folder}/${path.replace(/\.ts$/, '.js')}`),
    );
    const emitted = packed.files.filter((path) => /^dist\/.*\.(js|lua)$/.test(path));

    expect(emitted).toEqual(sources.sort());
  });

  it('leaves no JavaScript behind in the checkout', () => {
    expect(existsSync(join(checkout, 'dist'))).toBe(false);
  });
});

describe('the installed command', () => {
  it('tells its version', async () => {
    expect(await stormfold(['--version'])).toEqual({ code: 0, output: `${manifest.version}\n` });
  });

  it('prints the definition', async () => {
    expect(await stormfold(['crd'])).toEqual({ code: 0, output: `${readCrd().trimEnd()}\n` });
  });

  it('checks a configuration', async () => {
    const { code, output } = await stormfold(['config', 'check', '--no-json']);

    expect(code).toBe(0);
    expect(output).toContain('The configuration is valid.');
  });

  it('exits with 2 when it is called wrongly', async () => {
    const output = "error: unknown command 'stroms'\n(Did you mean storms?)\n";

    expect(await stormfold(['stroms'])).toEqual({ code: 2, output });
  });

  it('says to an older Node that it is too old, and fails', async () => {
    const older = join(packed.folder, 'older-node.mjs');
    await writeFile(older, "Object.defineProperty(process, 'versions', { value: { node: '22.9.0' } });");
    const { code, output } = await stormfold(['--version'], nodeEnv({ NODE_OPTIONS: `--import=${older}` }));

    expect(code).toBe(1);
    expect(output).toMatch(/^error: Stormfold needs Node 24 or newer, and this is 22\.9\.0\n/);
  });

  it('makes exactly one resource of fifteen alerts that it sends to itself', async () => {
    await using at = await Processes.open();
    const env = { ...at.env({ STORMFOLD_WINDOW: '2s' }), PATH: nodeEnv()['PATH'] };
    const file = join(packed.folder, 'notification.json');
    await writeFile(file, JSON.stringify(notification));
    await using service = new ServiceProcess(packed.command, ['serve'], env);
    const sent = await stormfold(['send', file, '--no-json', '--url', await service.url()], env);
    await at.peek.until('submitted', 1);
    const [resource, ...others] = await at.peek.resources();

    expect(sent.code).toBe(0);
    expect(sent.output).toContain('received 15, accepted 15, rejected 0');
    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({ alertCount: 15, deliveryCount: 15 });
    expect(resource && namesOf(resource).sort()).toEqual(pods.map((pod) => `Pod/shop/${pod}`));
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('serves the console with everything that its page names', async () => {
    await using at = await Processes.open();
    const env = { ...at.env(), PATH: nodeEnv()['PATH'] };
    await using service = new ServiceProcess(packed.command, ['serve'], env);
    const url = await service.url();
    const html = await (await fetch(url)).text();
    const named = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    const answers = await Promise.all([...named, '/assets/lib/uplot.js'].map((path) => fetch(url + path)));

    expect(named.length).toBeGreaterThan(5);
    expect(answers.filter(({ ok }) => !ok).map((answer) => answer.url)).toEqual([]);
  });

  it('shows the demo, every count right, and names a README that is there', async () => {
    const { code, output } = await stormfold(['demo', '--no-stay'], nodeEnv({ TMPDIR: packed.folder }));
    const readme = /With your Alertmanager +(\S+)/.exec(output)?.[1] ?? '';

    expect(output).toContain('Every count is right');
    expect(code).toBe(0);
    expect(await readFile(readme, 'utf8')).toMatch(/^# Stormfold\n/);
  });
});
