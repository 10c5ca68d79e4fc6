import { once } from 'node:events';
import { connect } from 'node:net';

import type { ChainableCommander } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { IntakeBench, firing, notification, pods } from './support.ts';

/** Has the transactions of intake end as `end` says, which may carry them out. */
function endTransactions(
  { instance: { redis } }: IntakeBench,
  end: (run: () => Promise<unknown>) => Promise<unknown>,
): void {
  const begin = redis.multi.bind(redis) as () => ChainableCommander;
  const begun = () => {
    const multi = begin();
    const run = multi.exec.bind(multi);
    return Object.assign(multi, { exec: () => end(run) });
  };
  Object.assign(redis, { multi: begun });
}

/** Lets no transaction be carried out until it is released, so that requests gather behind the first. */
function held(bench: IntakeBench): () => void {
  const gate = Promise.withResolvers<void>();
  endTransactions(bench, async (run) => {
    await gate.promise;
    return run();
  });
  return gate.resolve;
}

async function transactions({ metrics }: IntakeBench): Promise<{ count: number; requests: number }> {
  const { values } = await metrics.requestsPerTransaction.get();
  const valueOf = (part: string) => values.find(({ metricName }) => metricName?.endsWith(part))?.value ?? 0;
  return { count: valueOf('_count'), requests: valueOf('_sum') };
}

describe('requests that come together', () => {
  it('are each answered for themselves, and counted exactly', async () => {
    await using bench = await IntakeBench.open();
    const posts = Array.from({ length: 200 }, (_, i) =>
      bench.post(notification([firing(`pod-${i}`)]), { 'X-Request-Id': `req-${i}` }),
    );
    const answers = await Promise.all(posts);

    for (const { status, body } of answers)
      expect([status, body]).toEqual([202, { received: 1, accepted: 1, rejected: [] }]);
    expect(await bench.sums()).toEqual({
      ...{ alertsInJobs: 200, alertsInIds: 200, idsWithArrival: true, arrivalsWithoutJob: 0 },
      counters: { received: 200, queued: 200, pending: 200 },
    });
    const jobs = await bench.jobs();
    const ids = jobs.flatMap(({ data }) => data.requestIds ?? [data.requestId]);
    expect(ids.sort()).toEqual(answers.map((_, i) => `req-${i}`).sort());
    const { count, requests } = await transactions(bench);
    expect([requests, jobs.length]).toEqual([200, count]);
    const lines = bench.lines.filter(({ msg }) => msg === 'notification queued');
    expect(lines.map(({ requestId, jobs: own }) => `${String(requestId)} ${String(own)}`).sort()).toEqual(
      answers.map((_, i) => `req-${i} 1`).sort(),
    );
  });

  it('keep bad alerts to who sent them', async () => {
    await using bench = await IntakeBench.open();
    const release = held(bench);
    const bad = { ...firing('bad'), status: 'perhaps' };
    const posts = [[firing('a')], [bad, firing('b')], [bad], [firing('c'), firing('d'), bad]].map(
      (alerts, i) => bench.post(notification(alerts), { 'X-Request-Id': `req-${i}` }),
    );
    release();
    const answers = await Promise.all(posts);

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 400, 202]);
    const rejected = answers.map(({ body }) => (body as { rejected: { index: number }[] }).rejected);
    expect(rejected.map((some) => some.map(({ index }) => index))).toEqual([[], [0], [0], [2]]);
    const kept = await bench.instance.counters.rejects(10);
    expect(kept.map(({ requestId, index }) => `${requestId} ${index}`).sort()).toEqual([
      ...['req-1 0', 'req-2 0', 'req-3 2'],
    ]);
    expect(await bench.counters()).toEqual({
      ...{ received: 7, queued: 4, pending: 4, rejected: 3, 'rejected:status': 3 },
    });
  });

  it('are all refused when their transaction fails, and all safe to send again', async () => {
    await using bench = await IntakeBench.open();
    let failing = true;
    endTransactions(bench, async (run) => {
      const replies = await run();
      if (failing) throw new Error('Connection is closed.');
      return replies;
    });
    const bodies = pods(30).map((pod) => notification([pod]));
    const refused = await Promise.all(bodies.map((body) => bench.post(body)));
    failing = false;
    const taken = await Promise.all(bodies.map((body) => bench.post(body)));

    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    expect(new Set(taken.map(({ status }) => status))).toEqual(new Set([202]));
    const storms = await bench.foldAll();
    expect(storms).toHaveLength(1);
    const counters = await bench.counters();
    expect(counters).toMatchObject({ received: 60, queued: 60, opened: 1, folded: 29, repeated: 30 });
    const storm = await bench.instance.reader.storm(storms[0] ?? '');
    expect([storm?.alertCount, storm?.deliveryCount]).toEqual([30, 60]);
  });

  it('leave nothing behind when their transaction was never carried out', async () => {
    await using bench = await IntakeBench.open();
    endTransactions(bench, () => Promise.reject(new Error('Connection is closed.')));
    const answers = await Promise.all(pods(20).map((pod) => bench.post(notification([pod]))));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(await bench.sums()).toMatchObject({ alertsInJobs: 0, arrivalsWithoutJob: 0, counters: {} });
  });
});

it('what one connection sends, one behind the other, is queued and folded in that order', async () => {
  await using bench = await IntakeBench.open();
  const at = (minute: number) => `2026-06-01T12:${String(minute).padStart(2, '0')}:00Z`;
  // Enough for several jobs: the same alert fires, ends, and fires anew, again and again.
  const alerts = Array.from({ length: 50 }, (_, i) => ({
    ...firing('pod'),
    status: i % 2 === 0 ? 'firing' : 'resolved',
    startsAt: at(i - (i % 2)),
    ...(i % 2 === 1 && { endsAt: at(i - 1).replace(':00Z', ':30Z') }),
  }));
  const requests = alerts.map((alert, i) => {
    const body = JSON.stringify(notification([alert], i % 5 === 0 ? { truncatedAlerts: 1 } : {}));
    const last = i === alerts.length - 1 ? 'Connection: close\r\n' : '';
    const head = `POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${last}`;
    return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  });
  const socket = connect(bench.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.write(requests.join(''));
  await once(socket, 'end');

  expect(answer.match(/HTTP\/1\.1 202 /g)).toHaveLength(50);
  const queued = (await bench.jobs()).flatMap(({ data }) => data.alerts);
  expect(queued.map(({ status, startsAt }) => [status, startsAt])).toEqual(
    alerts.map(({ status, startsAt }) => [status, startsAt]),
  );
  await bench.foldAll();
  expect(await bench.counters()).toMatchObject({
    queued: 50,
    opened: 1,
    folded: 24,
    refired: 24,
    resolved: 25,
  });
});
