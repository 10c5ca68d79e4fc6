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

function expectAnswer(operation: string, answer: Answer, status: number): Answer {
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
  const expectGet = async (path: string, at: string, status = 200) =>
    expectAnswer(`get ${root}${path}`, await api.get(at), status);
  await bench.post(
    podAlert('open'),
    podAlert('ended', {}, { status: 'resolved', endsAt: '2026-06-01T12:30:00Z' }),
  );
  await bench.work();
  await bench.folded();
  await expectGet('/storms', '/storms');
  await expectGet('/storms', '/storms?limit=1&pattern=shop&sort=latest');
  await expectGet('/storms', '/storms?sort=size');
  await expectGet('/storms', '/storms?state=shut', 400);
  for (const id of (await bench.storms()).map((storm) => storm.id)) {
    await expectGet('/storms/{id}', `/storms/${id}`);
    await expectGet('/storms/{id}/alerts', `/storms/${id}/alerts?limit=1`);
    await expectGet('/storms/{id}/samples', `/storms/${id}/samples`);
    await expectGet('/storms/{id}/resource', `/storms/${id}/resource`);
    await expectGet('/storms/{id}/resource', `/storms/${id}/resource?format=json`);
  }
  for (const below of ['', '/alerts', '/samples', '/resource']) {
    await expectGet(`/storms/{id}${below}`, `/storms/${missing}${below}`, 404);
    await expectGet(`/storms/{id}${below}`, `/storms/${shop?.id}${below}?such=x`, 400);
  }
  await expectGet('/totals', '/totals');
  await expectGet('/openapi.json', '/openapi.json');
});

it('dead letters, their retry and their discard are as documented', async () => {
  await using refusing = await RefusingBench.open();
  const [shop, pay] = await refusing.failedStorms('shop', 'pay');
  const jobId = await refusing.failedAlerts(podAlert('x'));
  await using api = await ServedApi.open(refusing.bench.instance);
  const expectGet = async (path: string, at: string, status = 200) =>
    expectAnswer(`get ${root}${path}`, await api.get(at), status);
  const expectPost = async (what: string, id: string | undefined, body?: unknown, status = 200) =>
    expectAnswer(`post ${root}/failed/{id}/${what}`, await api.post(`/failed/${id}/${what}`, body), status);
  await expectGet('/failed', '/failed');
  await expectGet('/failed', '/failed?limit=1&since=1h');
  await expectGet('/failed', '/failed?since=soon', 400);
  for (const id of [shop?.id, jobId]) await expectGet('/failed/{id}', `/failed/${id}`);
  await expectGet('/failed/{id}', '/failed/none', 404);
  for (const id of [shop?.id, shop?.id, jobId]) await expectPost('retry', id);
  await expectPost('retry', missing, undefined, 404);
  await expectPost('discard', shop?.id, { reason: 'x' }, 409);
  await expectPost('discard', pay?.id, {}, 400);
  await expectPost('discard', pay?.id, undefined, 415);
  await expectPost('discard', pay?.id, { reason: 'x'.repeat(20_000) }, 413);
  for (let i = 0; i < 2; i++) await expectPost('discard', pay?.id, { reason: 'x' });
  await expectPost('discard', missing, { reason: 'x' }, 404);
});

it('what is set aside, and what is beside the API, is as documented', async () => {
  await using bench = await openApi();
  const of = async (path: string, status = 200) =>
    expectAnswer(`get ${path.split('?')[0]}`, await bench.get(path), status);
  expectAnswer(
    'post /webhooks/alertmanager',
    await bench.post(notification([...pods(1), { labels: {} }])),
    202,
  );
  expectAnswer('post /webhooks/alertmanager', await bench.post(notification([{ labels: {} }])), 400);
  expectAnswer('post /webhooks/alertmanager', await bench.post('x', { 'Content-Type': 'text/plain' }), 415);
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
  const postAlerts = async (alerts: unknown, status: number) =>
    expectAnswer('post /api/v2/alerts', await bench.post(alerts, {}, '/api/v2/alerts'), status);
  await postAlerts([{ labels: { alertname: 'DiskFull' } }, { labels: {} }], 200);
  await postAlerts([{ labels: {} }], 400);
  // Who posts there says when an alert will have ended.
  bench.instance.rules.replace(ruleBookOf());
  await postAlerts(
    [{ labels: { alertname: 'DiskSlow' }, endsAt: new Date(Date.now() + 60_000).toISOString() }],
    200,
  );
  await bench.foldAll();
  const { storms } = (await of(`${root}/storms`)).body as { storms: Record<string, unknown>[] };
  expect(storms.filter(({ expiredCount }) => expiredCount !== undefined)).toHaveLength(1);
});

it('without credentials everything of an operator is 401, and changes from other sites are 403', async () => {
  const operator = { tokens: ['o'], tokenFiles: [], basic: [] };
  await using bench = await openApi({ auth: { operator } });
  for (const operation of operations.filter((one) => one.includes(`${root}/`))) {
    const [method = '', path = ''] = operation.split(' ');
    const answer = await ask(bench.url + path.replace('{id}', missing), { method: method.toUpperCase() });
    expectAnswer(operation, answer, 401);
    if (method !== 'post') continue;
    const headers = { Authorization: 'Bearer o', 'Sec-Fetch-Site': 'cross-site' };
    expectAnswer(
      operation,
      await ask(bench.url + path.replace('{id}', missing), { method: 'POST', headers }),
      403,
    );
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
      const answer = expectAnswer(operation, await ask(url, { method: method.toUpperCase(), ...body }), 503);
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  } finally {
    await server.stop();
  }
});

it('and so has every operation of the document been tried', () => {
  expect([...answered].sort()).toEqual([...operations].sort());
});
