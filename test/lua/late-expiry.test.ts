import { expect, it } from 'vitest';

import type { LateEntry } from '../../src/redis/fold-reply.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, folded, minute } from '../support/store.ts';
import { at, expiring, lookAt, openStorm } from './expiring.ts';

const ended = (pod: string, minutes: number) => entry(pod, { status: 'resolved', endsAt: at(minutes) });

it('an end after the seal is told of what fired at the seal, and not again of what had expired', async () => {
  await using bench = new StoreBench();
  const id = await openStorm(bench, [expiring('api-1', 4), expiring('api-2', 7)]);
  bench.clock.time = at(8);
  await bench.store.seal(id);
  const { late } = await bench.fold([ended('api-1', 4), ended('api-2', 7)]);
  expect(late.map(({ kind, ordinal }) => [kind, ordinal])).toEqual([
    ['ended', 0],
    ['ended', 1],
  ]);
  await bench.store.late(id, late);

  expect(await lookAt(bench, id)).toEqual({
    counts: { state: 'sealed', alertCount: 2, resolvedCount: 1, expiredCount: 1, endedLateCount: 1 },
    members: ['api-1 until 4', 'api-2 until 7'],
  });
});

it('what expires after the seal is not told of', async () => {
  await using bench = new StoreBench({}, { updates: true });
  const id = await openStorm(bench, [expiring('api-1', 7)]);
  bench.clock.time = at(5);
  await bench.store.seal(id);
  bench.clock.time = at(60);

  expect((await lookAt(bench, id)).members).toEqual(['api-1']);
  expect(await bench.redis.keys(`{${bench.prefix}*:updates`)).toEqual([]);
});

it('what joined after the seal ends only when that is said', async () => {
  await using bench = new StoreBench({}, { cooldownMs: 60 * minute });
  const id = await openStorm(bench, [expiring('api-1', 7)]);
  bench.clock.time = at(5);
  await bench.store.seal(id);
  const { late, sums } = await bench.fold([expiring('api-2', 6)]);
  await bench.store.late(id, late);
  bench.clock.time = at(10);
  expect(sums.joined).toBe(1);
  expect((await lookAt(bench, id)).members).toEqual(['api-1', 'api-2']);
  await bench.store.late(id, (await bench.fold([ended('api-2', 9)])).late);

  expect((await lookAt(bench, id)).members).toEqual(['api-1', 'api-2 until 9']);
});

// A change of rules gave the alert another pattern: its end comes on another road, which waits for no seal.
it.each([
  { after: 3, at: 'in time', resolvedCount: 2, expiredCount: 1, member: 'api-1 until 2' },
  { after: 6, at: 'past the deadline', resolvedCount: 2, expiredCount: 2, member: 'api-1 until 5' },
])('an end by another road, $at, is counted once', async ({ after, member, ...counts }) => {
  await using bench = new StoreBench({ partitions: 1 });
  const id = await openStorm(bench, [expiring('api-1', 5), expiring('api-2', 1)]);
  bench.clock.time = at(after);
  const moved = await bench.arrive([ended('api-1', 2)], patternOf({ alertname: 'Other' }));
  const { late } = folded(await bench.store.fold(moved));
  for (let times = 0; times < 2; times++) await bench.store.late(id, late);
  bench.clock.time = at(60);
  await bench.store.seal(id);
  await bench.store.late(id, late);

  const { resolvedCount, expiredCount } = counts;
  expect(await lookAt(bench, id)).toEqual({
    counts: { state: 'sealed', alertCount: 2, resolvedCount, expiredCount, endedLateCount: 0 },
    members: [member, 'api-2 until 1'],
  });
});

it('what expires goes when its storm does', async () => {
  await using bench = new StoreBench();
  const id = await openStorm(bench, [expiring('api-1', 1)]);
  bench.clock.time = at(5);
  await bench.store.seal(id);
  await bench.store.settle(id, 'submitted', 'storm-a');
  const late: LateEntry = { kind: 'ended', id, ordinal: 0, text: String(at(6)), at: at(6) };
  await bench.store.late(id, [late]);
  const keys = await bench.redis.keys(`{${bench.prefix}*:storm:*`);
  const lives = await Promise.all(keys.map((key) => bench.redis.pttl(key)));

  expect(keys.filter((key) => key.endsWith(':expires'))).toHaveLength(1);
  expect(lives.filter((ms) => ms <= 0)).toEqual([]);
});
