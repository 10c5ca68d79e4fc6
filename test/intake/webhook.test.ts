import { expect, test } from 'vitest';

import { partitionOf } from '../../src/storm/pattern.ts';
import { IntakeBench, firing, notification, pods } from './support.ts';

test('a notification is answered once each of its alerts is queued, counted and stamped', async () => {
  await using bench = await IntakeBench.open({ sources: { clock: { now: () => 1_780_000_000_000 } } });
  const alerts = [
    ...pods(15),
    ...pods(3, { namespace: 'billing' }),
    firing('p', { alertname: 'HighCPUUsage' }),
  ];
  const { status, headers, body } = await bench.post(notification(alerts), { 'X-Request-Id': 'req-1' });
  expect(status).toBe(202);
  expect(headers.get('x-request-id')).toBe('req-1');
  expect(body).toEqual({ received: 19, accepted: 19, rejected: [] });
  expect(await bench.sums()).toEqual({
    alertsInJobs: 19,
    alertsInIds: 19,
    idsWithArrival: true,
    arrivalsWithoutJob: 0,
    counters: { received: 19, queued: 19, pending: 19 },
  });
  const jobs = await bench.jobs();
  expect(jobs.map(({ data }) => `${data.alerts.length} ${data.pattern.text}`).sort()).toEqual([
    '1 HighCPUUsage in shop',
    '15 KubePodCrashLooping in shop',
    '3 KubePodCrashLooping in billing',
  ]);
  expect(jobs.every(({ data }) => data.requestId === 'req-1' && !data.truncated)).toBe(true);
  expect(jobs.every(({ partition, data }) => partition === partitionOf(data.pattern.hash, 4))).toBe(true);
  expect(new Set((await bench.arrivals()).values())).toEqual(new Set([1_780_000_000_000]));
});

test('one line a notification carries the sums', async () => {
  await using bench = await IntakeBench.open();
  const body = notification([...pods(2), firing('p', { alertname: 'Watchdog' }), { status: 'odd' }]);
  await bench.post(body, { 'X-Request-Id': 'req-2' });
  const { time, ms, ...line } = bench.lines.at(-1) ?? {};
  expect(line).toEqual({
    level: 'info',
    msg: 'notification queued',
    way: 'webhook',
    requestId: 'req-2',
    received: 4,
    accepted: 3,
    excluded: 1,
    rejected: 1,
    jobs: 1,
    bytes: JSON.stringify(body).length,
  });
  expect(bench.lines).toHaveLength(1);
  expect([typeof time, typeof ms]).toEqual(['string', 'number']);
});

test('one bad alert among twenty: nineteen are accepted and one is quarantined', async () => {
  await using bench = await IntakeBench.open();
  const alerts = [...pods(7), { ...firing('bad'), status: 'perhaps' }, ...pods(12, { namespace: 'billing' })];
  const { status, body } = await bench.post(notification(alerts), { 'X-Request-Id': 'req-3' });
  expect(status).toBe(202);
  const reason = '`status` is "perhaps", not "firing" or "resolved"';
  expect(body).toEqual({ received: 20, accepted: 19, rejected: [{ index: 7, reason }] });
  expect(await bench.sums()).toEqual({
    alertsInJobs: 19,
    alertsInIds: 19,
    idsWithArrival: true,
    arrivalsWithoutJob: 0,
    counters: { received: 20, queued: 19, rejected: 1, 'rejected:status': 1, pending: 19 },
  });
  const rejects = await bench.instance.counters.rejects(10);
  expect(rejects).toEqual([
    {
      id: expect.stringMatching(/^\d+-0$/),
      at: expect.any(Number),
      requestId: 'req-3',
      index: 7,
      reason,
      raw: JSON.stringify(alerts[7]),
    },
  ]);
});

test('all alerts bad: 400 says what is wrong with each, and they are quarantined', async () => {
  await using bench = await IntakeBench.open();
  const alerts = [{ ...firing('a'), labels: {} }, 'nonsense'];
  const { status, body } = await bench.post(notification(alerts));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    type: 'urn:stormfold:problem:all-alerts-bad',
    received: 2,
    accepted: 0,
    rejected: [
      { index: 0, reason: '`labels` is empty: an alert is known by its labels' },
      { index: 1, reason: 'the alert is a string, not an object' },
    ],
    advice: expect.stringContaining('stormfold rejects list'),
  });
  expect(await bench.counters()).toEqual({
    ...{ received: 2, rejected: 2, 'rejected:labels': 1, 'rejected:not_an_object': 1 },
  });
  const rejects = await bench.instance.counters.rejects(10);
  expect(rejects.map(({ index, raw }) => [index, raw])).toEqual([
    [1, '"nonsense"'],
    [0, JSON.stringify(alerts[0])],
  ]);
  expect(bench.lines).toEqual([
    expect.objectContaining({ msg: 'request refused', problem: 'all-alerts-bad', received: 2, rejected: 2 }),
  ]);
});

test('Watchdog and InfoInhibitor are accepted and counted, and go no further', async () => {
  await using bench = await IntakeBench.open();
  const alerts = [
    firing('a', { alertname: 'Watchdog' }),
    firing('b', { alertname: 'InfoInhibitor' }),
    firing('c'),
  ];
  expect((await bench.post(notification(alerts))).body).toEqual({ received: 3, accepted: 3, rejected: [] });
  expect(await bench.counters()).toEqual({ received: 3, excluded: 2, queued: 1, pending: 1 });
  expect(await bench.post(notification(alerts.slice(0, 2)))).toMatchObject({
    status: 202,
    body: { received: 2, accepted: 2 },
  });
  expect(await bench.counters()).toEqual({ received: 5, excluded: 4, queued: 1, pending: 1 });
});

test('a notification without alerts is accepted, and nothing is written', async () => {
  await using bench = await IntakeBench.open();
  expect(await bench.post(notification([]))).toMatchObject({
    status: 202,
    body: { received: 0, accepted: 0, rejected: [] },
  });
  expect(await bench.sums()).toMatchObject({ alertsInJobs: 0, counters: {} });
});

test("that the sender cut alerts off stands in the jobs, and the sender's id is not in their ids", async () => {
  await using bench = await IntakeBench.open();
  await bench.post(notification(pods(1), { truncatedAlerts: 3 }), { 'X-Request-Id': '1' });
  await bench.post(notification(pods(1)), { 'X-Request-Id': '1' });
  const jobs = await bench.jobs();
  expect(jobs.map(({ data }) => [data.requestId, data.truncated])).toEqual([
    ['1', true],
    ['1', false],
  ]);
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(2);
  expect(jobs.every(({ id }) => /^[0-9a-f-]{36}\.0\.1$/.test(id))).toBe(true);
});

test('a hundred notifications at once are counted exactly', async () => {
  await using bench = await IntakeBench.open();
  const posts = Array.from({ length: 100 }, (_, i) =>
    bench.post(
      notification([firing(`pod-${i}`), firing(`pod-${i}`, { namespace: `n-${i % 7}` }), { bad: i }]),
    ),
  );
  const answers = await Promise.all(posts);
  expect(answers.every(({ status }) => status === 202)).toBe(true);
  expect(await bench.sums()).toEqual({
    alertsInJobs: 200,
    alertsInIds: 200,
    idsWithArrival: true,
    arrivalsWithoutJob: 0,
    counters: { received: 300, queued: 200, rejected: 100, 'rejected:status': 100, pending: 200 },
  });
});
