import { expect, it } from 'vitest';

import { partitionOf } from '../../../src/storm/pattern.ts';
import { patternHashOf } from '../../../src/storm/storm.ts';
import { minute } from '../../support/store.ts';
import { arrive, correlating, passed, single } from './support.ts';

it('alerts that were divided are kept until a storm is divided that opened a window later', async () => {
  await using bench = await correlating();
  const { keys, config, redis } = bench.instance;
  await bench.work();
  const kept = async () => {
    const storms = (await bench.storms('divided')).toSorted((a, b) => a.openedAt - b.openedAt);
    const found = storms.map(({ id }) => {
      const { members, samples } = keys
        .partition(partitionOf(patternHashOf(id), config.partitions))
        .storm(id);
      return redis.exists(members, samples);
    });
    return Promise.all(found);
  };
  const windowAt = async (n: number, workload: string, count: number) => {
    await arrive(bench, n * minute, single(workload));
    await passed(bench, (n + 5) * minute);
    await bench.until('divided', count);
    return kept();
  };

  expect(await windowAt(0, 'mail', 1)).toEqual([2]);
  expect(await windowAt(6, 'cart', 2)).toEqual([2, 2]);
  expect(await windowAt(20, 'shop', 3)).toEqual([0, 0, 2]);
});
