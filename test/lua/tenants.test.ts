import { expect, it } from 'vitest';

import type { FoldRequest } from '../../src/redis/fold.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, folded, minute, shop } from '../support/store.ts';

const tenant = { label: 'namespace', name: 'shop', maxStorms: 2, maxAlerts: 3 };
const other = patternOf({ alertname: 'PodDown', namespace: 'shop' });

/** With one partition, a pattern is the same with limits and without. */
function benchOf(): StoreBench {
  return new StoreBench({ partitions: 1 });
}

async function foldAs(bench: StoreBench, owner: FoldRequest['tenant'], pods: string[], pattern = shop) {
  const request = await bench.arrive(
    pods.map((pod) => entry(pod)),
    pattern,
  );
  return folded(await bench.store.fold({ ...request, tenant: owner }));
}

async function open(bench: StoreBench): Promise<Record<string, string>> {
  return bench.redis.hgetall(bench.keys.partition(0).tenants);
}

it('a storm that was opened without limits is not counted, and not limited, when there are some', async () => {
  await using bench = benchOf();
  const { storm } = await foldAs(bench, undefined, ['a', 'b']);
  const more = await foldAs(bench, tenant, ['c', 'd', 'e', 'f']);
  expect(more.storms).toEqual([expect.objectContaining({ id: storm?.id })]);
  expect(await open(bench)).toEqual({});
  bench.clock.time += 5 * minute;
  await bench.store.seal(storm?.id ?? '');
  expect(await open(bench)).toEqual({});
});

it('a storm that was opened with limits is counted whole, also when there are none any more', async () => {
  await using bench = benchOf();
  const { storm } = await foldAs(bench, tenant, ['a']);
  await foldAs(bench, tenant, ['x'], other);
  await foldAs(bench, undefined, ['b', 'c']);
  expect(await open(bench)).toEqual({ 'storms|shop': '2', 'alerts|shop': '4' });
  await bench.store.seal(storm?.id ?? '', true);
  expect(await open(bench)).toEqual({ 'storms|shop': '1', 'alerts|shop': '1' });
});

it('of a tenant that has nothing open nothing is kept', async () => {
  await using bench = benchOf();
  const { storm } = await foldAs(bench, tenant, ['a']);
  await bench.store.seal(storm?.id ?? '', true);
  expect(await open(bench)).toEqual({});
  expect((await foldAs(bench, tenant, ['a'])).sums.repeated).toBe(1);
  expect(await open(bench)).toEqual({});
});
