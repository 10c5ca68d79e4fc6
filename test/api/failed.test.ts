import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Storm } from '../../src/storm/storm.ts';
import { RefusingBench } from '../support/dead-letters.ts';
import { podAlert } from '../support/worker-bench.ts';
import { ServedApi, walk } from './support.ts';

let refusing: RefusingBench;
let api: ServedApi;
beforeEach(async () => {
  refusing = await RefusingBench.open();
  api = await ServedApi.open(refusing.bench.instance, 'ada');
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await refusing[Symbol.asyncDispose]();
});

const get = (path: string) => api.get(path);
const idsOf = (items: readonly Record<string, unknown>[]) => items.map(({ jobId }) => String(jobId));
const listed = async (query: string) => idsOf((await walk(get, `/failed?${query}`, 'deadLetters')).items);
const stateOf = async ({ id }: Storm) => (await refusing.bench.instance.reader.storm(id))?.state;

it('lists dead letters by age, pattern and kind, latest first, and page by page each once', async () => {
  const storms = await refusing.failedStorms('a', 'b', 'c', 'd', 'shop');
  const jobId = await refusing.failedAlerts(
    podAlert('x', { namespace: 'shop' }),
    podAlert('y', { namespace: 'shop' }),
  );
  for (const [i, storm] of storms.entries()) await refusing.age(storm, (i + 1) * 3_600_000);
  const [a = '', b = '', c = '', d = '', shop = ''] = storms.map(({ id }) => id);
  for (const limit of [1, 2, 6, 1000])
    expect(await listed(`limit=${limit}`)).toEqual([jobId, a, b, c, d, shop]);
  expect(await listed('since=150m&limit=1')).toEqual([jobId, a, b]);
  expect(await listed('pattern=IN%20SHOP&limit=1')).toEqual([jobId, shop]);
  expect(await listed('kind=alerts')).toEqual([jobId]);
  expect(await listed('kind=storm&pattern=in%20shop&limit=1')).toEqual([shop]);
  expect(await listed('since=1h&kind=storm')).toEqual([]);
  expect((await get('/failed?kind=alerts')).body).toEqual({
    deadLetters: [
      {
        ...{ queue: expect.stringMatching(/^aggregate-\d$/) as unknown, jobId, kind: 'alerts', alerts: 2 },
        ...{ pattern: 'KubePodCrashLooping in shop', attempts: 1, reason: expect.any(String) as unknown },
        failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
        requestId: expect.any(String) as unknown,
      },
    ],
  });
});

it('pages over letters that failed in the same millisecond, in whatever queue, each once', async () => {
  const storms = await refusing.failedStorms('a', 'b', 'c', 'd', 'e', 'f', 'g');
  const jobId = await refusing.failedAlerts(podAlert('x', { namespace: 'shop' }));
  const { redis, queues } = refusing.bench.instance;
  const at = Date.now();
  for (const queue of [queues.finalize, ...queues.aggregate])
    for (const id of await queue.getRanges(['failed'], 0, -1))
      await redis.zadd(queue.toKey('failed'), at, id);
  const all = [jobId, ...storms.map(({ id }) => id)].sort();
  for (const limit of [1, 2, 3, 8]) expect((await listed(`limit=${limit}`)).sort()).toEqual(all);
});

it('shows one, and retries it once, however often it is asked to', async () => {
  const [shop, pay] = (await refusing.failedStorms('shop', 'pay')) as [Storm, Storm];
  expect(await get(`/failed/${shop.id}`)).toMatchObject({
    status: 200,
    body: { jobId: shop.id, stormId: shop.id, kind: 'storm', pattern: shop.pattern.text },
  });
  const retry = () => api.post(`/failed/${shop.id}/retry`);
  expect(await retry()).toMatchObject({ status: 200, body: { outcome: 'retried', storm: 'sealed' } });
  expect(await retry()).toMatchObject({ status: 200, body: { outcome: 'not failed', state: 'sealed' } });
  expect([await stateOf(shop), await stateOf(pay)]).toEqual(['sealed', 'failed']);
  expect((await get(`/failed/${shop.id}`)).status).toBe(404);

  refusing.mend();
  await refusing.bench.work();
  await refusing.bench.until('submitted', 1);
  expect((await retry()).body).toEqual({ outcome: 'not failed', state: 'submitted' });
  expect(await refusing.bench.resources()).toHaveLength(1);
  const told = api.lines.filter(({ msg }) => msg === 'dead letter retry');
  expect(
    told.map(({ outcome, operator, jobId, requestId }) => [outcome, operator, jobId, typeof requestId]),
  ).toEqual([
    ['retried', 'ada', shop.id, 'string'],
    ['not failed', 'ada', shop.id, 'string'],
    ['not failed', 'ada', shop.id, 'string'],
  ]);
});

it('says that there is no need to who is a moment later than another, whenever that was', async () => {
  const [shop] = await refusing.failedStorms('shop');
  const { finalize } = refusing.bench.instance.queues;
  const getJob = finalize.getJob.bind(finalize);
  // Between the first look at it and whatever follows.
  finalize.getJob = async (id) => {
    finalize.getJob = getJob;
    const found = await getJob(id);
    await api.post(`/failed/${id}/retry`);
    return found;
  };
  const { status, body } = await api.post(`/failed/${shop?.id}/retry`);
  expect([status, body]).toEqual([200, { outcome: 'not failed', state: 'waiting' }]);
});

it('retries alerts that were not folded', async () => {
  const jobId = await refusing.failedAlerts(podAlert('x'));
  expect((await api.post(`/failed/${jobId}/retry`)).body).toEqual({ outcome: 'retried' });
  await refusing.bench.work();
  expect(await refusing.bench.until('open', 1)).toMatchObject([{ alertCount: 1 }]);
});

it('gives one up for good with a reason, and says so to who asks again', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  const discard = (body: unknown) => api.post(`/failed/${shop.id}/discard`, body);
  expect(await discard({ reason: ' load test ' })).toMatchObject({
    status: 200,
    body: { outcome: 'discarded' },
  });
  expect((await discard({ reason: 'again' })).body).toEqual({ outcome: 'discarded before' });
  expect(await refusing.bench.instance.reader.storm(shop.id)).toMatchObject({
    state: 'discarded',
    reason: 'load test',
  });
  expect(await refusing.bench.instance.counters.read()).toMatchObject({ discardedStorms: 1 });
});

it('gives up nothing that has not failed: 409 with what it is', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  await api.post(`/failed/${shop.id}/retry`);
  expect(await api.post(`/failed/${shop.id}/discard`, { reason: 'x' })).toMatchObject({
    status: 409,
    body: { type: 'urn:stormfold:problem:conflict', outcome: 'not failed', state: 'sealed' },
  });
  expect(await stateOf(shop)).toBe('sealed');
});

it('asks for a reason as JSON before it gives anything up', async () => {
  const [shop] = (await refusing.failedStorms('shop')) as [Storm];
  const path = `/failed/${shop.id}/discard`;
  const statuses: unknown[] = [];
  for (const body of [
    {},
    { reason: ' ' },
    { reason: 1 },
    { reason: 'x', more: 1 },
    [],
    '{',
    '"x"',
    { reason: 'x'.repeat(1001) },
  ])
    statuses.push((await api.post(path, body)).status);
  statuses.push((await api.post(path, 'reason=x', { 'Content-Type': 'text/plain' })).status);
  statuses.push((await api.post(path)).status, (await api.post(path, { reason: 'x'.repeat(20_000) })).status);
  expect(statuses).toEqual([400, 400, 400, 400, 400, 400, 400, 400, 415, 415, 413]);
  expect((await api.post(path, {})).body).toMatchObject({
    detail: 'reason is missing.',
    parameter: 'reason',
  });
  expect(await stateOf(shop)).toBe('failed');
});

it('knows nothing of what is not there', async () => {
  const id = '0123456789abcdef-0123456789ab';
  const answers = [await get(`/failed/${id}`), await api.post(`/failed/${id}/retry`)];
  answers.push(await api.post(`/failed/${'x'.repeat(300)}/discard`, { reason: 'x' }));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});
