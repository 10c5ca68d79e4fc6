import { expect, it } from 'vitest';

import { minute, noon } from '../../support/store.ts';
import { arrive, correlating, nodeDown, podOn, single } from './support.ts';

it('a scope that failed is divided once it is retried, and never submitted itself', async () => {
  await using bench = await correlating();
  await bench.work();
  await arrive(bench, 0, nodeDown('worker-3'), podOn('worker-3', 'api'), single('mail'));
  await bench.rest();
  bench.clock.time = noon + 5 * minute;
  const [open] = await bench.storms('open');
  if (!open) throw new Error('nothing is open');
  await bench.instance.store.seal(open.id);
  await bench.instance.store.settle(open.id, 'failed', 'its job gave up');
  // What comes meanwhile does not wait for it.
  await bench.work();
  await arrive(bench, 6 * minute, single('cart'));
  expect(await bench.storms('open')).toMatchObject([{ alertCount: 1 }]);
  await bench.fire(open);
  const storms = await bench.until('submitted', 2);

  expect(storms.map(({ alertCount }) => alertCount).toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(await bench.storms('divided')).toMatchObject([{ id: open.id }]);
  expect((await bench.resources()).map(({ spec }) => spec.alertCount).toSorted((a, b) => a - b)).toEqual([
    1, 2,
  ]);
});
