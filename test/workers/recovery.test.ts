import { Worker } from 'bullmq';
import { expect, it } from 'vitest';

import { podAlert, WorkerBench } from '../support/worker-bench.ts';
import { road } from '../support/road.ts';

it('a job whose workers were killed again and again is folded by the next one', async () => {
  await using bench = await WorkerBench.open();
  const { redis } = bench.instance;
  const { name, opts, toKey } = road(bench);
  const key = toKey.bind(road(bench));
  await bench.post(podAlert('api-1'));
  // As a kill leaves it: active, marked as stalled by an earlier check, its lock run out, and not for the first time.
  const killed = new Worker(name, null, { connection: redis, prefix: opts.prefix ?? '' });
  const job = await killed.getNextJob('token');
  await killed.close(true);
  await redis.del(key(`${job?.id}:lock`));
  await redis.hset(key(job?.id ?? ''), 'stc', 40);

  await bench.work();
  await bench.folded();
  expect(await bench.instance.counters.read()).toMatchObject({ queued: 1, opened: 1, pending: 0 });
  expect(await road(bench).getFailedCount()).toBe(0);
});

it('workers that start assert by themselves that a partition has one active job at a time', async () => {
  await using bench = await WorkerBench.open();
  // The sweep asserts it too, and runs as soon as there are workers.
  await bench.instance.queues.sweep.pause();
  await road(bench).removeGlobalConcurrency();
  await bench.work();

  expect(await road(bench).getGlobalConcurrency()).toBe(1);
});
