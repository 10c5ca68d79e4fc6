import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { freePort } from '../../src/redis/server/free-port.ts';
import { IntakeBench, firing, notification, pods } from '../intake/support.ts';
import { shown } from '../support/cli.ts';

const auth = { webhook: { tokens: ['sesame'], tokenFiles: [], basic: [] } };

let bench: IntakeBench;
let folder: string;
beforeEach(async () => {
  bench = await IntakeBench.open({ auth });
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const send = (...args: string[]) => shown(['send', '--url', bench.url, '--token', 'sesame', ...args]);
const line = (ms: number, ...alerts: unknown[]) =>
  JSON.stringify({
    ...{ t_ms: ms, path: '/of-the-recorder', headers: { 'content-type': 'application/json', host: 'am' } },
    body: notification(alerts),
  });

it('posts bodies as they are, and says each answer', async () => {
  const good = await file('good.json', JSON.stringify(notification(pods(3))));
  const mixed = await file(
    'mixed.json',
    JSON.stringify(notification([firing('a'), { status: 'odd', labels: { a: 'b' } }])),
  );
  expect(await send(good, mixed)).toEqual({
    code: 0,
    stdout:
      `202 ${good}: received 3, accepted 3, rejected 0\n` +
      `202 ${mixed}: received 2, accepted 1, rejected 1; alert 1: \`status\` is "odd", not "firing" or "resolved"\n` +
      '2 sent, 2 answered 2xx.\n',
    stderr: '',
  });
  expect(await bench.counters()).toMatchObject({ received: 5, queued: 4, rejected: 1 });
});

it('fails when one is not taken, and sends the others all the same', async () => {
  const bad = await file('bad.json', '{');
  const good = await file('good.json', JSON.stringify(notification(pods(1))));
  const { code, stdout } = await send(bad, good);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^400 .*bad\.json: The body is not JSON: .* · Send one JSON text, whole\.\n202 /);
  expect(stdout).toMatch(/\n2 sent, 1 answered 2xx\.\n$/);
});

it('replays a stream, packed or not, at any speed', async () => {
  const lines = `${line(0, firing('a'))}\n\n${line(3_600_000, firing('b'), firing('c'))}\n`;
  const plain = await file('stream.jsonl', lines);
  const packed = await file('stream.jsonl.gz', gzipSync(lines));
  const { code, stdout } = await send(plain, packed, '--speed', 'max', '--json');
  expect(code).toBe(0);
  const answer = (place: string, n: number) => ({
    ...{ place, status: 202, ok: true, answer: { received: n, accepted: n, rejected: [] } },
  });
  expect(JSON.parse(stdout)).toEqual({
    url: `${bench.url}/webhooks/alertmanager`,
    answers: [
      answer(`${plain}:1`, 1),
      answer(`${plain}:3`, 2),
      answer(`${packed}:1`, 1),
      answer(`${packed}:3`, 2),
    ],
    ...{ sent: 4, accepted: 4 },
  });
});

it('keeps to the recorded times, as many times faster as it is told', async () => {
  const stream = await file('stream.jsonl', [line(0, firing('a')), line(80_000, firing('b'))].join('\n'));
  const begun = Date.now();
  expect((await send(stream, '--speed', '100')).code).toBe(0);
  const [, second = 0] = [...(await bench.arrivals()).values()].sort((a, b) => a - b);
  // Never sooner than that, however slow the machine; and a machine that takes as long as the recording is none.
  expect(second - begun).toBeGreaterThanOrEqual(800);
  expect(second - begun).toBeLessThan(80_000);
});

it('takes the address and the token from the configuration', async () => {
  const good = await file('good.json', JSON.stringify(notification(pods(1))));
  const listen = { STORMFOLD_LISTEN: `127.0.0.1:${bench.port}` };
  const known = await shown(['send', good], { ...listen, STORMFOLD_WEBHOOK_TOKENS: 'sesame,other' });
  expect([known.code, known.stdout]).toEqual([
    0,
    `202 ${good}: received 1, accepted 1, rejected 0\n1 sent, 1 answered 2xx.\n`,
  ]);
  const stranger = await shown(['send', good], listen);
  expect(stranger.code).toBe(1);
  expect(stranger.stdout).toMatch(/^401 .*: The credentials are missing or not known here\./);
});

it('says why nobody answered', async () => {
  const good = await file('good.json', JSON.stringify(notification(pods(1))));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  expect(await shown(['send', good, '--url', url, '--token', 'x'])).toMatchObject({
    code: 1,
    stdout: `no answer ${good}: connect ECONNREFUSED 127.0.0.1:${port}\n1 sent, 0 answered 2xx.\n`,
  });
});

it.each([
  ['gone.json', undefined, /^error: .*gone\.json can't be read: ENOENT/],
  ['gone.jsonl.gz', undefined, /^error: .*gone\.jsonl\.gz can't be read: ENOENT/],
  [
    'odd.jsonl',
    '{"t_ms":"soon"}\n',
    /^error: .*odd\.jsonl:1 is not a recorded notification\nA line of a stream is /,
  ],
  ['torn.jsonl', '{"t_ms"\n', /^error: .*torn\.jsonl:1 is not a recorded notification\n/],
  ['not.jsonl.gz', 'plain text', /^error: .*not\.jsonl\.gz can't be read: incorrect header check\n/],
])('fails with a clear message for %s', async (name, content, message) => {
  const path = content === undefined ? join(folder, name) : await file(name, content);
  const { code, stderr } = await send(path);
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
});
