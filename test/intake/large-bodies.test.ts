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

test.for([
  ['brackets', '[', ''],
  ['empty objects', '{},', '{}'],
  ['keys', '{"a":1,', ''],
] as const)('60 MB of %s are refused before they are parsed', async ([, filler, end]) => {
  await using bench = await IntakeBench.open();
  const body = `{"alerts":[${filler.repeat(60_000_000 / filler.length)}${end}]}`;
  expect(await bench.post(body)).toMatchObject({
    status: 400,
    body: {
      type: 'urn:stormfold:problem:unreadable-body',
      detail: 'The body holds more than 3000000 values.',
    },
  });
  expect(await bench.counters()).toEqual({});
});

test('large bodies that come together are all queued whole, and a bad one among them costs no other', async () => {
  await using bench = await IntakeBench.open();
  const large = (name: string) =>
    JSON.stringify(notification([firing(name, { filler: 'x'.repeat(1000) })].concat(large1k(name))));
  const bodies = ['a', 'b', 'c'].map(large);
  const answers = await Promise.all(
    [bodies[0], bodies[1]?.slice(1), bodies[2]].map((body) => bench.post(body)),
  );
  expect(answers.map(({ status }) => status)).toEqual([202, 400, 202]);
  expect(await bench.counters()).toEqual({ received: 4002, queued: 4002, pending: 4002 });
});

function large1k(name: string): Record<string, unknown>[] {
  return Array.from({ length: 2000 }, (_, i) => firing(`${name}-${i}`, { filler: 'x'.repeat(800) }));
}
