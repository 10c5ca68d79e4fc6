import { expect, test } from 'vitest';

import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { ask } from '../http/support.ts';
import { type BenchOptions, IntakeBench, firing, notification, pods } from './support.ts';

const path = '/api/v2/alerts';
const noon = Date.UTC(2026, 5, 1, 12);
const time = (ms: number) => new Date(noon + ms).toISOString();
const minute = 60_000;

/** As Prometheus posts them: no status, no fingerprint, and an end to come or past. */
function posted(pod: string, endsInMs = 4 * minute): Record<string, unknown> {
  const { labels, annotations, startsAt } = firing(pod);
  return { labels, annotations, startsAt, endsAt: time(endsInMs), generatorURL: 'http://prometheus/graph' };
}

function openBench(options: BenchOptions = {}): Promise<IntakeBench> {
  return IntakeBench.open({ ...options, sources: { clock: { now: () => noon } } });
}

test('posted alerts are answered 200 with nothing in it, once each is queued, counted and stamped', async () => {
  await using bench = await openBench();
  const alerts = [posted('api-1'), posted('api-2', -minute), posted('api-3', 0)];
  const { status, headers, body } = await bench.post(alerts, { 'X-Request-Id': 'req-1' }, path);

  expect([status, body, headers.get('content-length')]).toEqual([200, '', '0']);
  expect(headers.get('x-request-id')).toBe('req-1');
  expect(await bench.sums()).toEqual({
    alertsInJobs: 3,
    alertsInIds: 3,
    idsWithArrival: true,
    arrivalsWithoutJob: 0,
    counters: { received: 3, queued: 3, pending: 3 },
  });
  const [job, ...others] = await bench.jobs();
  expect(others).toEqual([]);
  expect(job?.data.pattern.text).toBe('KubePodCrashLooping in shop');
  expect(job?.data.alerts.map(({ labels, status: is, endsAt }) => [labels['pod'], is, endsAt])).toEqual([
    ['api-1', 'firing', time(4 * minute)],
    ['api-2', 'resolved', time(-minute)],
    ['api-3', 'resolved', time(0)],
  ]);
  expect(job?.data.alerts[0]?.fingerprint).toBe(fingerprintOf(job?.data.alerts[0]?.labels ?? {}));
});

test('one line says the sums, and which way the alerts came', async () => {
  await using bench = await openBench();
  const body = [posted('api-1'), posted('api-2'), { labels: { alertname: 'Watchdog' } }, 'odd'];
  expect((await bench.post(body, {}, path)).status).toBe(200);
  const { time: _time, ms: _ms, requestId: _id, ...line } = bench.lines.at(-1) ?? {};
  expect(line).toEqual({
    ...{ level: 'info', msg: 'notification queued', way: 'alerts' },
    ...{ received: 4, accepted: 3, excluded: 1, rejected: 1, jobs: 1, bytes: JSON.stringify(body).length },
  });
  expect(bench.lines).toHaveLength(1);
});

test('a bad alert beside good ones is quarantined and counted, and the answer is 200', async () => {
  await using bench = await openBench();
  const bad = { ...posted('bad'), endsAt: 'soon' };
  const { status, body } = await bench.post([posted('api-1'), bad], { 'X-Request-Id': 'req-3' }, path);

  expect([status, body]).toEqual([200, '']);
  expect(await bench.counters()).toEqual({
    received: 2,
    queued: 1,
    rejected: 1,
    'rejected:timestamp': 1,
    pending: 1,
  });
  expect(await bench.instance.counters.rejects(10)).toEqual([
    expect.objectContaining({
      ...{ requestId: 'req-3', index: 1, raw: JSON.stringify(bad) },
      reason: '`endsAt` is "soon", not a time such as "2026-01-31T08:00:00Z"',
    }),
  ]);
});

test('all alerts bad: 400 says what is wrong with each, and they are quarantined', async () => {
  await using bench = await openBench();
  const { status, body } = await bench.post([{ labels: {} }, 7], {}, path);

  expect(status).toBe(400);
  expect(body).toMatchObject({
    type: 'urn:stormfold:problem:all-alerts-bad',
    ...{ received: 2, accepted: 0 },
    rejected: [
      { index: 0, reason: '`labels` is empty: an alert is known by its labels' },
      { index: 1, reason: 'the alert is a number, not an object' },
    ],
  });
  expect(await bench.counters()).toEqual({
    ...{ received: 2, rejected: 2, 'rejected:labels': 1, 'rejected:not_an_object': 1 },
  });
  expect(await bench.instance.counters.rejects(10)).toHaveLength(2);
});

test('no alerts at all are 200', async () => {
  await using bench = await openBench();
  expect(await bench.post([], {}, path)).toMatchObject({ status: 200, body: '' });
  expect(await bench.counters()).toEqual({});
});

test.for([
  ['a notification', JSON.stringify(notification(pods(1))), 400, 'unreadable-body'],
  ['no JSON', '[{', 400, 'unreadable-body'],
  ['empty', ' ', 400, 'unreadable-body'],
  ['above the limit', JSON.stringify([posted('x'.repeat(9000))]), 413, 'body-too-large'],
] as const)('a body that is %s is refused', async ([, body, status, kind]) => {
  await using bench = await openBench({ limits: { bodyBytes: 5000 } });
  const answer = await bench.post(body, {}, path);
  expect(answer).toMatchObject({ status, body: { type: `urn:stormfold:problem:${kind}`, status } });
  expect((await bench.metrics.unreadable.get()).values.map(({ value }) => value)).toEqual([1]);
  expect(await bench.counters()).toEqual({});
});

test('a body that is a form is 415', async () => {
  await using bench = await openBench();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  expect((await bench.post('[]', headers, path)).status).toBe(415);
});

test("the webhook's credentials open it, and no others", async () => {
  const none = { tokens: [], tokenFiles: [], basic: [] };
  const webhook = { ...none, tokens: ['t'], basic: ['u:p'] };
  await using bench = await openBench({ auth: { webhook, operator: { ...none, tokens: ['o'] } } });
  const statusWith = async (header: string) =>
    (await bench.post([posted('api-1')], { Authorization: header }, path)).status;
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

  for (const header of ['', 'Bearer o', 'Bearer wrong', basic('o:o')])
    expect([header, await statusWith(header)]).toEqual([header, 401]);
  for (const header of ['Bearer t', basic('u:p')]) expect(await statusWith(header)).toBe(200);
  expect(await bench.counters()).toEqual({ received: 2, queued: 2, pending: 2 });
});

test('any other method is 405; nothing else of that interface is there', async () => {
  await using bench = await openBench();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const { status, headers } = await ask(bench.url + path, { method });
    expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
  expect((await bench.get('/api/v2/status')).status).toBe(404);
});

test('503 for more bytes than may be in flight, and for what comes after the webhook has passed the mark', async () => {
  await using bench = await openBench({ limits: { queuedAlerts: 3, bodyBytesInFlight: 3000 } });
  expect(
    (
      await bench.post(
        Array.from({ length: 20 }, (_, i) => posted(`p${i}`)),
        {},
        path,
      )
    ).status,
  ).toBe(503);
  expect((await bench.post(notification(pods(4)))).status).toBe(202);
  const { status, headers, body } = await bench.post([posted('api-1')], {}, path);
  expect([status, Number(headers.get('retry-after')) > 0]).toEqual([503, true]);
  expect(body).toMatchObject({ type: 'urn:stormfold:problem:overloaded' });
  expect(await bench.counters()).toEqual({ received: 4, queued: 4, pending: 4 });
});

test('its requests are counted under their own route', async () => {
  await using bench = await openBench();
  await bench.post([posted('api-1')], {}, path);
  expect((await bench.get('/metrics')).body).toContain(
    'stormfold_http_requests_total{route="/api/v2/alerts",status="200"} 1\n',
  );
});
