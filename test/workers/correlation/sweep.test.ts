import { expect, it } from 'vitest';

import { sweep } from '../../../workers/sweep.ts';
import { minute, noon } from '../../support/store.ts';
import { arrive, correlating, nodeDown, podOn, single } from './support.ts';

it('a scope whose own job gave up is divided all the same, as nobody has to decide anything', async () => {
  await using bench = await correlating();
  await bench.work();
  await arrive(bench, 0, nodeDown('worker-3'), podOn('worker-3', 'api'), single('mail'));
  await bench.rest();
  bench.clock.time = noon + 5 * minute;
  const { store, queues } = bench.instance;
  const [open] = await bench.storms('open');
  if (!open) throw new Error('nothing is open');
  await store.seal(open.id);
  // It ran too often and came back without an end.
  const job = await queues.finalize.getJob(open.id);
  await bench.instance.redis.zrem(queues.finalize.toKey('delayed'), open.id);
  await bench.instance.redis.zadd(queues.finalize.toKey('failed'), Date.now(), open.id);
  expect(await job?.getState()).toBe('failed');
  bench.clock.time += 10_000;
  await sweep(bench.context);
  await bench.work();
  const storms = await bench.until('submitted', 2);
  expect(storms.map(({ alertCount }) => alertCount).toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(await bench.storms('failed')).toEqual([]);
});
