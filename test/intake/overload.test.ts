import { expect, test } from 'vitest';

import { type HighWaterMarks, type Load, Overload } from '../../src/intake/overload.ts';

function overloadWith(marks: Partial<HighWaterMarks>) {
  const clock = { ms: 0 };
  const load: { -readonly [K in keyof Load]: Load[K] } = { pendingAlerts: 0, usedMemory: 0, maxMemory: 0 };
  let reads = 0;
  const read = async () => {
    reads += 1;
    return { ...load };
  };
  const all = { queuedAlerts: undefined, redisMemoryShare: 0.8, ...marks };
  const overload = new Overload(read, all, () => clock.ms);
  const reasonsAt = async (change: Partial<Load>) => {
    Object.assign(load, change);
    clock.ms += 250;
    return overload.reasons();
  };
  return { overload, clock, reasonsAt, reads: () => reads };
}

test('the queue is over its mark above it, and eased a tenth below', async () => {
  const { reasonsAt } = overloadWith({ queuedAlerts: 100 });
  expect(await reasonsAt({ pendingAlerts: 100 })).toEqual([]);
  expect(await reasonsAt({ pendingAlerts: 101 })).toEqual(['queue']);
  expect(await reasonsAt({ pendingAlerts: 91 })).toEqual(['queue']);
  expect(await reasonsAt({ pendingAlerts: 90 })).toEqual([]);
  expect(await reasonsAt({ pendingAlerts: 100 })).toEqual([]);
});

test('memory likewise, as a share of maxmemory', async () => {
  const { reasonsAt } = overloadWith({});
  expect(await reasonsAt({ maxMemory: 1000, usedMemory: 800 })).toEqual([]);
  expect(await reasonsAt({ usedMemory: 801 })).toEqual(['memory']);
  expect(await reasonsAt({ usedMemory: 721 })).toEqual(['memory']);
  expect(await reasonsAt({ usedMemory: 720 })).toEqual([]);
});

test('without maxmemory only the number of alerts counts, and without that nothing', async () => {
  const { reasonsAt } = overloadWith({ queuedAlerts: 5 });
  expect(await reasonsAt({ usedMemory: 1e12, pendingAlerts: 6 })).toEqual(['queue']);
  const open = overloadWith({});
  expect(await open.reasonsAt({ usedMemory: 1e12, pendingAlerts: 1e9 })).toEqual([]);
});

test('both at once are both told', async () => {
  const { reasonsAt } = overloadWith({ queuedAlerts: 5 });
  expect(await reasonsAt({ usedMemory: 9, maxMemory: 10, pendingAlerts: 6 })).toEqual(['queue', 'memory']);
});

test('Redis is asked four times a second at most, and once for all who ask together', async () => {
  const { overload, clock, reads } = overloadWith({});
  await Promise.all(Array.from({ length: 50 }, () => overload.reasons()));
  expect(reads()).toBe(1);
  clock.ms = 249;
  await overload.reasons();
  expect(reads()).toBe(1);
  clock.ms = 250;
  await Promise.all([overload.reasons(), overload.reasons()]);
  expect(reads()).toBe(2);
});

test('that Redis could not be asked is told, and it is asked again', async () => {
  let away = true;
  const load = { pendingAlerts: 0, usedMemory: 0, maxMemory: 0 };
  const overload = new Overload(async () => (away ? Promise.reject(new Error('away')) : load), {
    queuedAlerts: 1,
    redisMemoryShare: 1,
  });
  await expect(overload.reasons()).rejects.toThrow('away');
  away = false;
  expect(await overload.reasons()).toEqual([]);
});

test('what this process adds counts from the moment that it begins, until Redis tells of it itself', async () => {
  const { overload, clock, reasonsAt } = overloadWith({ queuedAlerts: 100 });
  expect(await reasonsAt({ pendingAlerts: 90 })).toEqual([]);
  const done = overload.add({ alerts: 11, bytes: 1 });
  expect(await overload.reasons()).toEqual(['queue']);
  done();
  expect(await overload.reasons()).toEqual(['queue']);
  clock.ms += 250;
  expect(await overload.reasons()).toEqual([]);
});

test('what is still under way when Redis is asked is not forgotten', async () => {
  const { overload, reasonsAt } = overloadWith({});
  overload.add({ alerts: 1, bytes: 500 });
  expect(await reasonsAt({ maxMemory: 1000, usedMemory: 301 })).toEqual(['memory']);
});

test('what is done while Redis is asked counts until it is asked again', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<Load>();
  const clock = { ms: 0 };
  const marks = { queuedAlerts: 10, redisMemoryShare: 1 };
  const overload = new Overload(
    () => answer,
    marks,
    () => clock.ms,
  );
  const asked = overload.reasons();
  overload.add({ alerts: 11, bytes: 1 })();
  resolve({ pendingAlerts: 0, usedMemory: 0, maxMemory: 0 });
  expect(await asked).toEqual(['queue']);
  clock.ms = 250;
  expect(await overload.reasons()).toEqual([]);
});

test('what waits will take more memory once it is folded', async () => {
  const { reasonsAt } = overloadWith({});
  expect(await reasonsAt({ maxMemory: 10_000, usedMemory: 4000, pendingAlerts: 10 })).toEqual([]);
  expect(await reasonsAt({ pendingAlerts: 11 })).toEqual(['memory']);
});
