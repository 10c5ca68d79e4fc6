import { expect, test } from 'vitest';

import { IntakeBench, firing, notification } from './support.ts';

test('a body of 10 MB with 10,000 alerts is accepted, whole', async () => {
  await using bench = await IntakeBench.open();
  const filler = 'x'.repeat(800);
  const alerts = Array.from({ length: 10_000 }, (_, i) =>
    firing(`pod-${i}`, { namespace: `team-${i % 16}`, filler }),
  );
  const body = JSON.stringify(notification(alerts));
  expect(body.length).toBeGreaterThan(10_000_000);
  expect(await bench.post(body)).toMatchObject({
    status: 202,
    body: { received: 10_000, accepted: 10_000, rejected: [] },
  });
  expect(await bench.sums()).toEqual({
    alertsInJobs: 10_000,
    alertsInIds: 10_000,
    idsWithArrival: true,
    arrivalsWithoutJob: 0,
    counters: { received: 10_000, queued: 10_000, pending: 10_000 },
  });
  const jobs = await bench.jobs();
  expect(jobs).toHaveLength(16 * 4); // 625 alerts a pattern, 200 a job at most
  const received = jobs.flatMap(({ data }) => data.alerts.map(({ labels }) => labels['pod']));
  expect(new Set(received).size).toBe(10_000);
});

test('a body of 60,000 bad alerts is answered, and each is counted', async () => {
  await using bench = await IntakeBench.open();
  const answer = await bench.post(JSON.stringify(notification(Array.from({ length: 60_000 }, () => 1))));

  expect(answer.status).toBe(400);
  expect(await bench.instance.counters.read()).toMatchObject({
    received: 60_000,
    rejected: 60_000,
    queued: 0,
  });
  expect(await bench.instance.counters.rejects(5000)).toHaveLength(1000);
});

test('a body of 40,000 patterns is queued whole', async () => {
  await using bench = await IntakeBench.open();
  const alerts = Array.from({ length: 40_000 }, (_, i) => firing('api-1', { namespace: `team-${i}` }));
  const answer = await bench.post(JSON.stringify(notification(alerts)));

  expect(answer).toMatchObject({ status: 202, body: { received: 40_000, accepted: 40_000 } });
  expect(await bench.instance.counters.read()).toMatchObject({
    received: 40_000,
    queued: 40_000,
    pending: 40_000,
  });
});
