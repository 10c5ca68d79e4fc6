import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';

import type { RedisClient } from '../../src/redis/client.ts';
import { startRedis } from '../../src/redis/server/start-redis.ts';
import { type Answer, ask, partsOf } from '../http/support.ts';
import { IntakeBench, firing, notification, pods } from './support.ts';
import { eventually } from '../support/eventually.ts';

const one = notification(pods(1));
const none = { tokens: [], tokenFiles: [], basic: [] };

function expectLater({ status, headers, body }: Answer, kind: string): void {
  expect(status).toBe(503);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(body).toMatchObject({
    type: `urn:stormfold:problem:${kind}`,
    advice: 'Send the same request again later.',
  });
}

test('without the right credentials 401, by each scheme, whatever the body', async () => {
  const webhook = { ...none, tokens: ['t'], basic: ['u:p'] };
  await using bench = await IntakeBench.open({ auth: { webhook, operator: { ...none, tokens: ['o'] } } });
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  for (const header of ['', 'Bearer wrong', 'Bearer o', basic('u:wrong'), basic('o:o'), 'Digest t']) {
    const answer = await bench.post('{not json', { Authorization: header });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="stormfold"');
  }
  for (const header of ['Bearer t', 'bearer t', basic('u:p')]) {
    expect((await bench.post(one, { Authorization: header })).status).toBe(202);
  }
  expect(await bench.counters()).toEqual({ received: 3, queued: 3, pending: 3 });
});

test('any other method is 405 with Allow', async () => {
  await using bench = await IntakeBench.open();
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await ask(`${bench.url}/webhooks/alertmanager`, { method });
    expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
});

test('no spelling of the path is redirected: what follows would count as delivered', async () => {
  await using bench = await IntakeBench.open();
  const statuses: Record<string, number> = {};
  for (const path of ['webhooks/alertmanager/', 'Webhooks/AlertManager', 'webhooks/alertmanager?x=1']) {
    statuses[path] = await statusOf(bench, `/${path}`);
  }
  expect(new Set(Object.values(statuses))).toEqual(new Set([202]));
  for (const path of [
    '/webhooks',
    '/webhooks/',
    '//webhooks/alertmanager',
    '/webhooks/alertmanager/x',
    '/',
  ]) {
    expect([path, await statusOf(bench, path)]).toEqual([path, 404]);
  }
});

async function statusOf(bench: IntakeBench, path: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json' };
  return (await ask(bench.url + path, { method: 'POST', body: JSON.stringify(one), headers })).status;
}

test('503 while Redis is away, at once; not ready, but alive, and well again by itself', async () => {
  await using server = await ownRedis();
  await using bench = await IntakeBench.open({ redisUrl: server.url });
  expect((await bench.post(one)).status).toBe(202);
  const gone = heard(bench.instance.redis, 'close');
  await server.kill('SIGKILL');
  await gone;
  expectLater(await bench.post(one), 'redis-away');
  expect(await bench.get('/readyz')).toMatchObject({ status: 503, body: { details: { redis: 'away' } } });
  expect((await bench.get('/livez')).status).toBe(200);
  expect((await bench.get('/metrics')).body).toContain('\nstormfold_redis_up 0\n');
  const back = heard(bench.instance.redis, 'ready');
  await using again = await ownRedis(server.port);
  await back;
  expect((await bench.post(one)).status).toBe(202);
  expect((await bench.get('/readyz')).status).toBe(200);
  expect(again.port).toBe(server.port);
});

// Not `once` of node:events: it rejects at the first failed try to connect.
function heard(redis: RedisClient, event: 'close' | 'ready'): Promise<void> {
  return new Promise((resolve) => void redis.once(event, () => resolve()));
}

async function ownRedis(port?: number) {
  const server = await startRedis({ say: () => undefined, ...(port !== undefined && { port }) });
  return { ...server, [Symbol.asyncDispose]: () => server.stop() };
}

test('503 when Redis refuses the transaction, and nothing of it is there', async () => {
  await using server = await ownRedis();
  await using bench = await IntakeBench.open({ redisUrl: server.url, limits: { redisMemoryShare: 1e9 } });
  await bench.instance.redis.config('SET', 'maxmemory', '1');
  expectLater(await bench.post(one), 'redis-away');
  expect(bench.lines.at(-1)).toMatchObject({ level: 'warn', problem: 'redis-away' });
  await bench.instance.redis.config('SET', 'maxmemory', '0');
  expect(await bench.sums()).toMatchObject({ alertsInJobs: 0, arrivalsWithoutJob: 0, counters: {} });
});

test('503 when Redis is fuller than it may be; a detail of readiness, not the end of it', async () => {
  await using server = await ownRedis();
  await using bench = await IntakeBench.open({ redisUrl: server.url });
  const used = Number(/used_memory:(\d+)/.exec(await bench.instance.redis.info('memory'))?.[1]);
  await bench.instance.redis.config('SET', 'maxmemory', String(used));
  const answer = await bench.post(one);
  expectLater(answer, 'overloaded');
  expect(answer.body).toMatchObject({ reasons: ['memory'] });
  expect(await bench.get('/readyz')).toMatchObject({
    status: 200,
    body: { ready: true, details: { redis: 'up', draining: false, overload: ['memory'] } },
  });
});

test('503 when more alerts wait than may, until some are folded', async () => {
  await using bench = await IntakeBench.open({ limits: { queuedAlerts: 10 } });
  expect((await bench.post(notification(pods(11)))).status).toBe(202);
  await eventually(async () => expectLater(await bench.post(notification([])), 'overloaded'), 5000);
  await bench.foldAll();
  await eventually(async () => expect((await bench.post(notification([]))).status).toBe(202), 5000);
  expect(await bench.counters()).toMatchObject({ received: 11, queued: 11, opened: 1, folded: 10 });
});

test('503 while draining', async () => {
  await using bench = await IntakeBench.open();
  bench.draining = true;
  expectLater(await bench.post(one), 'draining');
  expect(await bench.get('/readyz')).toMatchObject({
    status: 503,
    body: { details: { redis: 'up', draining: true } },
  });
  expect(await bench.counters()).toEqual({});
});

test('503 when a body is above what may be in flight, and the connection goes on', async () => {
  await using bench = await IntakeBench.open({ limits: { bodyBytesInFlight: 1000 } });
  expectLater(await bench.post(notification(pods(20))), 'too-many-bytes-in-flight');
  expect((await bench.post(one)).status).toBe(202);
});

test('503 when a body that does not say how long it is grows above what may be in flight', async () => {
  await using bench = await IntakeBench.open({ limits: { bodyBytesInFlight: 1000 } });
  const body = Buffer.from(JSON.stringify(notification(pods(20))));
  async function* pieces() {
    for (let from = 0; from < body.length; from += 100) yield body.subarray(from, from + 100);
  }
  const response = await fetch(`${bench.url}/webhooks/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ReadableStream.from(pieces()),
    duplex: 'half',
  });

  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ type: 'urn:stormfold:problem:too-many-bytes-in-flight' });
  expect((await bench.post(one)).status).toBe(202);
});

test('503 for who comes while others hold the bytes; a sender that stalls holds what it sent', async () => {
  await using bench = await IntakeBench.open({ limits: { bodyBytesInFlight: 1000 } });
  const body = JSON.stringify(notification([firing('p', { filler: 'x'.repeat(400) })]));
  const socket = connect(bench.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const head = 'POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  socket.write(`${head}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`);
  await eventually(async () => expectLater(await bench.post(body), 'too-many-bytes-in-flight'), 5000);
  socket.write('}');
  await once(socket, 'close');
  expect(partsOf(text).status).toBe(202);
  expect((await bench.post(body)).status).toBe(202);
});
