import { appRoutes } from '@bull-board/api/dist/routes.js';
import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';

import { boardRouter } from '../../src/board/board.ts';
import { QueueBench } from '../support/queues.ts';

/** Everything that is stored, byte for byte. */
async function stored({ redis }: QueueBench, start: string): Promise<Record<string, string | undefined>> {
  const keys = (await redis.keys(`*${start}*`)).toSorted();
  const values = await Promise.all(
    keys.map(async (key) => (await redis.dumpBuffer(key))?.toString('base64')),
  );
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
}

// Pages of other sites may make a browser read, because they do not see what comes back.
it('changes nothing by a method that only reads, on any route of the installed board', async () => {
  await using bench = new QueueBench();
  const { queue, jobId } = await bench.arrive('KubePodCrashLooping', 'shop', 3);
  const [, start = ''] = /\{(test-[\da-f-]{36})/.exec(queue.toKey('')) ?? [];
  const app = express().use('/queues', boardRouter(bench, { guard: [], basePath: '/queues' }));
  const paths = [...appRoutes.api, appRoutes.entryPoint].flatMap(({ route }) => route);
  const before = await stored(bench, start);
  for (const path of paths) {
    const meant = path
      .replace(':queueName', queue.name)
      .replace(':jobId', jobId)
      .replace(':queueStatus', 'waiting');
    for (const method of ['get', 'head', 'options'] as const) await request(app)[method](`/queues${meant}`);
  }
  expect(await stored(bench, start)).toEqual(before);
  expect(Object.keys(before).length).toBeGreaterThan(3);
  expect(paths.length).toBeGreaterThan(30);
});
