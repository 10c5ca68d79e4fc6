import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { loadConfig } from '../../src/config.ts';
import { type Instance, openInstance } from '../../src/instance.ts';
import { silentLog } from '../../src/log.ts';
import { notification, pods } from '../intake/support.ts';
import { ServeProcess, stormfold } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { redisEnv, removeAll } from '../support/redis.ts';

let folder: string;
let env: Readonly<Record<string, string>>;
let instance: Instance;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  env = {
    ...redisEnv(),
    STORMFOLD_PREFIX: `test-${randomUUID()}`,
    STORMFOLD_SINK_DIRECTORY: folder,
    STORMFOLD_WINDOW: '1s',
  };
  instance = await openInstance(loadConfig({ env }), silentLog(), 'answering');
});
afterEach(async () => {
  await removeAll(instance.redis, instance.config.prefix);
  await instance.close();
  await rm(folder, { recursive: true });
});

const json = { 'content-type': 'application/json' };
const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}/webhooks/alertmanager`, {
    ...{ method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) },
  });
const statusOf = async (url: string, headers = {}) => (await fetch(url, { headers })).status;

async function resources(): Promise<unknown[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  return Promise.all(names.map(async (name) => parse(await readFile(join(folder, name), 'utf8')) as unknown));
}

it('does the whole job on a free port, and ends clean on SIGTERM', async () => {
  await using service = new ServeProcess(env);
  const url = await service.url();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  expect(await service.logged('no auth is configured, so this machine alone is listened to')).toMatchObject({
    open: ['webhook', 'operator'],
    advice: expect.stringContaining('STORMFOLD_WEBHOOK_TOKENS'),
  });
  expect((await post(url, notification(pods(15)))).status).toBe(202);
  await eventually(async () => expect(await resources()).toHaveLength(1), { timeout: 15_000 });
  expect(await resources()).toMatchObject([{ spec: { alertCount: 15, affectedResourceCount: 15 } }]);
  expect(await statusOf(`${url}/readyz`)).toBe(200);
  expect(await statusOf(`${url}/queues/`)).toBe(200);
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(await service.logged('stopped')).toMatchObject({ role: 'all', clean: true });
});

it('shows a board that changes nothing where the configuration wants that', async () => {
  await using service = new ServeProcess({ ...env, STORMFOLD_BOARD_READ_ONLY: 'true' });
  const pause = `${await service.url()}/queues/api/queues/finalize/pause`;
  expect((await fetch(pause, { method: 'PUT' })).status).toBe(403);
  expect(await instance.queues.finalize.isPaused()).toBe(false);
});

it('leaves nothing half-done: what one process took, the next one finishes', async () => {
  await using first = new ServeProcess(env);
  expect((await post(await first.url(), notification(pods(15)))).status).toBe(202);
  first.signal('SIGINT');
  expect(await first.exit).toBe(0);
  const active = await Promise.all(instance.queues.all.map((queue) => queue.getActiveCount()));
  expect(active.every((count) => count === 0)).toBe(true);
  const { queued, pending = 0, opened = 0, folded = 0 } = await instance.counters.read();
  expect([queued, pending + opened + folded]).toEqual([15, 15]);
  await using second = new ServeProcess(env);
  await second.url();
  await eventually(async () => expect(await resources()).toHaveLength(1), { timeout: 15_000 });
  expect(await resources()).toMatchObject([{ spec: { alertCount: 15 } }]);
});

it('shares the work between roles', async () => {
  await using intake = new ServeProcess(env, ['--role', 'intake']);
  await using worker = new ServeProcess(env, ['--role', 'worker']);
  const [front, back] = [await intake.url(), await worker.url()];
  for (const url of [front, back]) {
    expect(await statusOf(`${url}/livez`)).toBe(200);
    expect(await statusOf(`${url}/readyz`)).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('stormfold_redis_up 1');
  }
  expect((await post(back, notification(pods(1)))).status).toBe(404);
  expect((await post(front, notification(pods(2)))).status).toBe(202);
  await eventually(async () => expect(await resources()).toHaveLength(1), { timeout: 15_000 });
});

it('asks senders and operators who they are', async () => {
  const tokens = { STORMFOLD_WEBHOOK_TOKENS: 'sender', STORMFOLD_OPERATOR_TOKENS: 'operator' };
  await using service = new ServeProcess({ ...env, ...tokens });
  const url = await service.url();
  expect((await post(url, notification(pods(1)))).status).toBe(401);
  expect((await post(url, notification(pods(1)), { authorization: 'Bearer sender' })).status).toBe(202);
  expect(await statusOf(`${url}/queues/`)).toBe(401);
  expect(await statusOf(`${url}/queues/`, { authorization: 'Bearer operator' })).toBe(200);
});

describe('a request that does not end', () => {
  /** The head of a notification, and never its body. */
  async function stall(url: string): Promise<void> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    socket.write('POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 100\r\nExpect: 100-continue\r\n\r\n');
    // Node answers this once the request has reached the app.
    await new Promise((resolve) => socket.once('data', resolve));
  }

  it('is cut off at the deadline, which is no clean end', async () => {
    await using service = new ServeProcess({ ...env, STORMFOLD_STOP_TIMEOUT: '1s' });
    await stall(await service.url());
    service.signal('SIGTERM');
    expect(await service.exit).toBe(1);
    expect(await service.logged('stopped')).toMatchObject({ clean: false });
  });

  it('is not waited for after a second signal', async () => {
    await using service = new ServeProcess({ ...env, STORMFOLD_STOP_TIMEOUT: '10m' });
    await stall(await service.url());
    service.signal('SIGTERM');
    await service.logged('stopping');
    await eventually(
      () => {
        service.signal('SIGTERM');
        expect(service.lines).toContainEqual(expect.objectContaining({ msg: 'stopped at once' }));
      },
      { timeout: 10_000 },
    );
    expect(await service.exit).toBe(1);
  });
});

describe('a start that can not be', () => {
  it('is refused on other addresses than loopback without auth', async () => {
    const { code, stdout, stderr } = await stormfold(['serve'], { ...env, STORMFOLD_LISTEN: '0.0.0.0:0' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^error: 2 faults in the configuration:\n.*0\.0\.0\.0:0.*STORMFOLD_WEBHOOK_TOKENS/,
    );
  });

  it('is refused where something else listens', async () => {
    await using service = new ServeProcess(env);
    const { host } = new URL(await service.url());
    const { code, stderr } = await stormfold(['serve'], { ...env, STORMFOLD_LISTEN: host });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: can't listen on ${host}: something else listens there\n` +
        'Stop it, or set STORMFOLD_LISTEN to another port; 0 takes a free one.\n',
    );
  });

  it('is refused with another number of partitions than what is stored has', async () => {
    await instance.redis.hset(instance.keys.instance, 'partitions', 4);
    await instance.redis.zadd(instance.keys.partition(0).pending, 1, 'job');
    const { code, stderr } = await stormfold(['serve'], { ...env, ...nowhere, STORMFOLD_PARTITIONS: '2' });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'error: partitions is 2, but this Redis holds alerts or storms in 4 partitions\n' +
        'Set STORMFOLD_PARTITIONS=4, or another STORMFOLD_PREFIX.\n',
    );
  });
});

const nowhere = { STORMFOLD_LISTEN: '127.0.0.1:0' };
