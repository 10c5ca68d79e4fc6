import { expect, it } from 'vitest';

import { startRedis } from '../../src/redis/server/start-redis.ts';
import { type Answer, ask } from '../http/support.ts';
import { type IntakeBench, firing, notification, pods } from '../intake/support.ts';
import { RefusingBench } from '../support/dead-letters.ts';
import { ruleBookOf } from '../support/rule-book.ts';
import { podAlert } from '../support/worker-bench.ts';
import { expectDocumented, operations } from './documented.ts';
import { ServedApi, openApi } from './support.ts';

/** Every operation that answered. */
const answered = new Set<string>();

function check(operation: string, answer: Answer, status: number): Answer {
  expect([operation, answer.status]).toEqual([operation, status]);
  expectDocumented(operation, answer);
  answered.add(operation);
  return answer;
}

const root = '/api/v1';
const missing = '0123456789abcdef-0123456789ab';

it('storms of every kind, their alerts, samples and resources are as documented', async () => {
  await using refusing = await RefusingBench.open();
  const { bench } = refusing;
  const [shop] = await refusing.failedStorms('shop', 'pay');
  await using api = await ServedApi.open(bench.instance);
  const get = async (path: string, at: string, status = 200) =>
    check(`get ${root}${path}`, await api.get(at), status);
  await bench.post(
    podAlert('open'),
    podAlert('ended', {}, { status: 'resolved', endsAt: '2026-06-01T12:30:00Z' }),
  );
  await bench.work();
  await bench.folded();
  await get('/storms', '/storms');
  await get('/storms', '/storms?limit=1&pattern=shop&sort=latest');
  await get('/storms', '/storms?sort=size');
  await get('/storms', '/storms?state=shut', 400);
  for (const id of (await bench.storms()).map((storm) => storm.id)) {
    await get('/storms/{id}', `/storms/${id}`);
    await get('/storms/{id}/alerts', `/storms/${id}/alerts?limit=1`);
    await get('/storms/{id}/samples', `/storms/${id}/samples`);
    await get('/storms/{id}/resource', `/storms/${id}/resource`);
    await get('/storms/{id}/resource', `/storms/${id}/resource?format=json`);
  }
  for (const below of ['', '/alerts', '/samples', '/resource']) {
    await get(`/storms/{id}${below}`, `/storms/${missing}${below}`, 404);
    await get(`/storms/{id}${below}`, `/storms/${shop?.id}${below}?such=x`, 400);
  }
  await get('/totals', '/totals');
  await get('/openapi.json', '/openapi.json');
});

it('dead letters, their retry and their discard are as documented', async () => {
  await using refusing = await RefusingBench.open();
  const [shop, pay] = await refusing.failedStorms('shop', 'pay');
  const jobId = await refusing.failedAlerts(podAlert('x'));
  await using api = await ServedApi.open(refusing.bench.instance);
  const get = async (path: string, at: string, status = 200) =>
    check(`get ${root}${path}`, await api.get(at), status);
  const post = async (what: string, id: string | undefined, body?: unknown, status = 200) =>
    check(`post ${root}/failed/{id}/${what}`, await api.post(`/failed/${id}/${what}`, body), status);
  await get('/failed', '/failed');
  await get('/failed', '/failed?limit=1&since=1h');
  await get('/failed', '/failed?since=soon', 400);
  for (const id of [shop?.id, jobId]) await get('/failed/{id}', `/failed/${id}`);
  await get('/failed/{id}', '/failed/none', 404);
  for (const id of [shop?.id, shop?.id, jobId]) await post('retry', id);
  await post('retry', missing, undefined, 404);
  await post('discard', shop?.id, { reason: 'x' }, 409);
  await post('discard', pay?.id, {}, 400);
  await post('discard', pay?.id, undefined, 415);
  await post('discard', pay?.id, { reason: 'x'.repeat(20_000) }, 413);
  for (let i = 0; i < 2; i++) await post('discard', pay?.id, { reason: 'x' });
  await post('discard', missing, { reason: 'x' }, 404);
});

it('what is set aside, and what is beside the API, is as documented', async () => {
  await using bench = await openApi();
  const of = async (path: string, status = 200) =>
    check(`get ${path.split('?')[0]}`, await bench.get(path), status);
  check('post /webhooks/alertmanager', await bench.post(notification([...pods(1), { labels: {} }])), 202);
  check('post /webhooks/alertmanager', await bench.post(notification([{ labels: {} }])), 400);
  check('post /webhooks/alertmanager', await bench.post('x', { 'Content-Type': 'text/plain' }), 415);
  bench.instance.rules.replace(ruleBookOf({ mute: { fromMs: 0, untilMs: undefined, intervals: [] } }));
  await bench.post(notification([firing('a')]));
  await bench.foldAll();
  const { rejects } = (await of(`${root}/rejects?limit=1`)).body as { rejects: unknown[] };
  const { muted } = (await of(`${root}/muted`)).body as { muted: unknown[] };
  expect([rejects.length, muted.length]).toEqual([1, 1]);
  await of(`${root}/rejects?limit=101`, 400);
  await of(`${root}/muted?limit=0`, 400);
  const { body } = await of(`${root}/totals`);
  expect(body).toMatchObject({
    received: 4,
    queued: 2,
    excluded: 0,
    rejected: 2,
    opened: 1,
    muted: 1,
    pending: 0,
    dead: 0,
  });
  for (const path of ['/livez', '/readyz', '/metrics']) await of(path);
});

it('without credentials everything of an operator is 401, and changes from other sites are 403', async () => {
  const operator = { tokens: ['o'], tokenFiles: [], basic: [] };
  await using bench = await openApi({ auth: { operator } });
  for (const operation of operations.filter((one) => one.includes(`${root}/`))) {
    const [method = '', path = ''] = operation.split(' ');
    const answer = await ask(bench.url + path.replace('{id}', missing), { method: method.toUpperCase() });
    check(operation, answer, 401);
    if (method !== 'post') continue;
    const headers = { Authorization: 'Bearer o', 'Sec-Fetch-Site': 'cross-site' };
    check(operation, await ask(bench.url + path.replace('{id}', missing), { method: 'POST', headers }), 403);
  }
});

it('while Redis is away everything that needs it is 503, at once', async () => {
  const server = await startRedis({ say: () => undefined });
  try {
    await using bench: IntakeBench = await openApi({ redisUrl: server.url });
    const { redis } = bench.instance;
    const gone = new Promise<void>((resolve) => void redis.once('close', () => resolve()));
    await server.kill('SIGKILL');
    await gone;
    for (const operation of operations.filter(
      (one) => one.includes(`${root}/`) && !one.includes('openapi'),
    )) {
      const [method = '', path = ''] = operation.split(' ');
      const body = path.endsWith('discard') && {
        body: '{"reason":"x"}',
        headers: { 'Content-Type': 'application/json' },
      };
      const url = bench.url + path.replace('{id}', missing);
      const answer = check(operation, await ask(url, { method: method.toUpperCase(), ...body }), 503);
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  } finally {
    await server.stop();
  }
});

it('and so has every operation of the document been tried', () => {
  const elsewhere = ['post /api/v2/alerts'];
  expect([...answered, ...elsewhere].sort()).toEqual([...operations].sort());
});
