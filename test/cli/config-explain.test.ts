import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { firing, notification } from '../intake/support.ts';
import { shown, steady } from '../support/cli.ts';
import { plainEnv } from '../support/plain-env.ts';

/** Nobody listens there. */
const nowhere = { REDIS_URL: 'redis://127.0.0.1:1' };
const at = ['--at', '2026-06-06T12:00:00Z'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  const isText = typeof content === 'string' || content instanceof Uint8Array;
  await writeFile(path, isText ? content : JSON.stringify(content));
  return path;
}

const explain = (...args: string[]) => shown(['config', 'explain', ...args], nowhere);
const head = 'INDEX | STATUS | ALERT | AFFECTED | RULE | PATTERN | BECOMES';

it('says what the rules of the file make of each alert, without a Redis', async () => {
  const config = await file('c.yaml', 'rules: [{name: shop, match: namespace="shop", window: 7m}]\n');
  const path = await file('x.json', notification([firing('a'), firing('b', { alertname: 'Watchdog' })]));
  const { code, stdout, stderr } = await explain(path, '--config', config, ...at);
  expect([code, stderr]).toEqual([0, '']);
  expect(steady(stdout).split('\n')).toEqual([
    `${path}: 2 alerts`,
    head,
    '0 | firing | KubePodCrashLooping | Pod shop/a | shop | KubePodCrashLooping in shop | folds',
    '1 | firing | Watchdog | Pod shop/b | shop | Watchdog in shop | excluded',
    '',
    'Storm | KubePodCrashLooping in shop',
    'Alerts | 0',
    'Rule | shop',
    expect.stringMatching(/^Partition \| [0-3]$/),
    'Seals | 2026-06-06T12:07:00.000Z (7m after its first alert)',
    '',
  ]);
});

it('takes several files, recorded streams among them, and answers one list in JSON', async () => {
  const one = await file('one.json', notification([firing('a'), { status: 'odd' }]));
  const lines = ['b', 'c'].map((pod) => ({ t_ms: 0, path: '/', body: notification([firing(pod)]) }));
  const two = await file('two.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
  const { code, stdout } = await explain(one, two, '--json', ...at);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([
    { notification: one, index: 0, becomes: 'folds', resource: { name: 'a' } },
    { notification: one, index: 1, becomes: 'rejected' },
    { notification: `${two}:1`, index: 0, resource: { name: 'b' } },
    { notification: `${two}:2`, index: 0, resource: { name: 'c' } },
  ]);
});

it('reads stdin', async () => {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'config', 'explain', '-', '--json'], { env: plainEnv() });
  child.stdin.end(JSON.stringify(notification([firing('a')])));
  expect(JSON.parse(await text(child.stdout))).toMatchObject([{ notification: 'stdin', becomes: 'folds' }]);
});

describe('what is no notification', () => {
  const advice = 'Give what Alertmanager posts to a webhook, as JSON.';
  it.each<[unknown, string | RegExp, string]>([
    ['{"alerts":', /^it is not JSON: ./, advice],
    ['', /^it is not JSON: ./, advice],
    [Uint8Array.of(0x22, 0xff, 0x22), 'it is not valid UTF-8', advice],
    [
      { alerts: 1 },
      '`alerts` is a number, not a list',
      'Send the body of an Alertmanager webhook, version 4, as it is.',
    ],
  ])('%j ends it with 1, and nothing is told of the others', async (content, reason, told) => {
    const good = await file('good.json', notification([firing('a')]));
    const bad = await file('bad.json', content);
    const { code, stdout, stderr } = await explain(good, bad);
    expect([code, stdout]).toEqual([1, '']);
    const [error = '', ...rest] = stderr.split('\n');
    const prefix = `error: ${bad} is no notification: `;
    expect(error.startsWith(prefix)).toBe(true);
    if (typeof reason === 'string') expect(error.slice(prefix.length)).toBe(reason);
    else expect(error.slice(prefix.length)).toMatch(reason);
    expect(rest).toEqual([told, '']);
  });

  it('is a file that is not there', async () => {
    const { code, stderr } = await explain(join(folder, 'none.json'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: .*none\.json can't be read: ENOENT/)]);
  });
});

it('wants a time that is one', async () => {
  const { code, stderr } = await explain('x.json', '--at', 'noon');
  expect([code, stderr]).toEqual([
    2,
    "error: option '--at <time>' argument 'noon' is invalid. It is not a time, such as 2026-11-28T02:00:00Z.\n",
  ]);
});
