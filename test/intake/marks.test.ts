import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'bullmq';
import { expect, test } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { partsOf } from '../http/support.ts';
import { IntakeBench, notification, pods } from './support.ts';

const limits = { queuedAlerts: 10 };

test('a burst does not get past the mark between two looks at Redis', async () => {
  await using bench = await IntakeBench.open({ limits });
  const statuses: number[] = [];
  for (let i = 0; i < 20; i++) statuses.push((await bench.post(notification(pods(4)))).status);
  // The third passes the mark; from then on there is no room, whenever Redis was asked.
  expect(statuses).toEqual([202, 202, 202, ...Array.from({ length: 17 }, () => 503)]);
  expect(await bench.counters()).toEqual({ received: 12, queued: 12, pending: 12 });
});

test('a body that was begun below the mark and ends above it is refused', async () => {
  await using bench = await IntakeBench.open({ limits });
  const body = JSON.stringify(notification(pods(4)));
  const socket = connect(bench.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const head = 'POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  // It is in hand once Node says that it may go on.
  const expecting = `${head}Expect: 100-continue\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(expecting);
  await eventually(() => expect(text).toContain('100 Continue'));
  await bench.post(notification(pods(11)));
  socket.write(body);
  await once(socket, 'close');
  expect(partsOf(text.replace(/^.*Continue\r\n\r\n/s, ''))).toMatchObject({ status: 503 });
  expect(await bench.counters()).toMatchObject({ received: 11 });
});

test('dead alerts do not count as waiting: they would keep senders out until a person came', async () => {
  await using bench = await IntakeBench.open({ limits });
  await bench.post(notification(pods(11)));
  await failAll(bench);
  await eventually(async () => expect((await bench.post(notification(pods(4)))).status).toBe(202));
  expect(await bench.counters()).toMatchObject({ received: 15, pending: 15 });
});

async function failAll({ instance }: IntakeBench): Promise<void> {
  const giveUp = async () => {
    throw new Error('poison');
  };
  const workers = instance.queues.aggregate.map(
    (queue) =>
      new Worker(queue.name, giveUp, { connection: instance.redis, prefix: queue.opts.prefix ?? '' }),
  );
  for (const worker of workers) worker.on('error', () => {});
  await eventually(async () => {
    const failed = await Promise.all(instance.queues.aggregate.map((queue) => queue.getFailedCount()));
    expect(failed.reduce((sum, n) => sum + n, 0)).toBe(1);
  });
  await Promise.all(workers.map((worker) => worker.close()));
}
