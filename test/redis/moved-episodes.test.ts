import { expect, it, vi } from 'vitest';

import { MovedEpisodes } from '../../src/redis/moved-episodes.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, minute } from '../support/store.ts';

const hour = 60 * minute;

function movedOf(bench: StoreBench, partitions = 4): MovedEpisodes {
  return new MovedEpisodes(bench.redis, bench.keys, { partitions, memoryMs: hour }, bench.clock);
}

it('alerts may have moved for twice as long as they are remembered, should they have waited through an outage', async () => {
  await using bench = new StoreBench();
  const moved = movedOf(bench);
  expect(await moved.claim('plain', 'plain')).toBe(0);
  expect(await moved.mayHaveMoved('plain')).toBe(false);
  expect(await moved.claim('other', 'plain')).toBe(1500);
  expect(await moved.mayHaveMoved('other')).toBe(true);
  bench.clock.time += 2 * hour - 1;
  expect(await moved.mayHaveMoved('other')).toBe(true);
  bench.clock.time += 1;
  expect(await moved.mayHaveMoved('other')).toBe(false);
});

it('whoever claims what another process claimed just now waits for the rest of the time', async () => {
  await using bench = new StoreBench();
  const [one, another] = [movedOf(bench), movedOf(bench)];
  expect(await one.claim('other', 'plain')).toBe(1500);
  expect(await another.claim('other', 'plain')).toBe(1500);
  bench.clock.time += 1000;
  expect(await another.claim('other', 'plain')).toBe(500);
  bench.clock.time += 500;
  expect(await another.claim('other', 'plain')).toBe(0);
});

it('a worker that only sees jobs of the rules before hears of a change within a second and a half', async () => {
  await using bench = new StoreBench();
  const [worker, intake] = [movedOf(bench), movedOf(bench)];
  const now = vi.spyOn(performance, 'now').mockReturnValue(5000);
  try {
    expect(await worker.mayHaveMoved('plain')).toBe(false);
    await intake.claim('other', 'plain');
    now.mockReturnValue(5999);
    expect(await worker.mayHaveMoved('plain')).toBe(false);
    now.mockReturnValue(6000);
    expect(await worker.mayHaveMoved('plain')).toBe(true);
  } finally {
    now.mockRestore();
  }
});

it('of several partitions that remember an alert, the one that saw it last is believed', async () => {
  await using bench = new StoreBench();
  const patterns = ['a', 'b', 'c', 'd', 'e', 'f'].map((alertname) => patternOf({ alertname }));
  for (const pattern of patterns) {
    bench.clock.time += 1000;
    await bench.fold([entry('api-1')], pattern);
  }
  const last = bench.clock.time;
  const { fingerprint } = entry('api-1');
  const { remembered, before } = await movedOf(bench).ask(9, 'no job', [fingerprint, 'unknown']);

  expect([...remembered.keys()]).toEqual([fingerprint]);
  expect(remembered.get(fingerprint)?.endsWith(`|${last}`)).toBe(true);
  expect(before).toEqual([]);
});

it('with one partition nothing can be anywhere else', async () => {
  await using bench = new StoreBench();
  const moved = movedOf(bench, 1);
  await moved.claim('other', 'plain');
  expect(await moved.mayHaveMoved('other')).toBe(false);
});
