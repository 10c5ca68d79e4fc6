import { expect, it } from 'vitest';

import type { LateEntry } from '../../src/redis/fold-reply.ts';
import { StoreBench, entry, minute, noon } from '../support/store.ts';

const end = (id: string, ordinal: number): LateEntry => {
  return { kind: 'ended', id, ordinal, text: String(noon + minute), at: noon + minute };
};

it('an end that was told while the storm was open, and again by a rerun after its seal, is counted once', async () => {
  await using bench = new StoreBench();
  const { storm } = await bench.fold([entry('api-1'), entry('api-2')]);
  const id = storm?.id ?? '';
  expect(await bench.store.late(id, [end(id, 0)])).toMatchObject({ kind: 'recorded', state: 'open' });
  bench.clock.time = noon + 5 * minute;
  await bench.store.seal(id);
  await bench.store.late(id, [end(id, 0), end(id, 1)]);
  await bench.store.late(id, [end(id, 1)]);

  expect(await bench.reader.storm(id)).toMatchObject({ resolvedCount: 1, endedLateCount: 1 });
});

it('what befell a storm that nobody remembers is said to be so', async () => {
  await using bench = new StoreBench();
  const id = '0123456789abcdef-0123456789ab';
  expect(await bench.store.late(id, [end(id, 0)])).toMatchObject({ kind: 'gone' });
});

it('what comes late expires with its storm', async () => {
  await using bench = new StoreBench();
  const { storm } = await bench.fold([entry('api-1')]);
  const id = storm?.id ?? '';
  await bench.store.seal(id, true);
  await bench.store.settle(id, 'submitted', 'storm-a');
  await bench.store.late(id, [
    end(id, 0),
    {
      kind: 'joined',
      id,
      ordinal: 1,
      text: `${noon} ["f","","warning","Pod","api-9"]`,
      rank: 2,
      severity: 'warning',
    },
  ]);
  const keys = await bench.redis.keys(`{${bench.prefix}*:storm:*`);
  const lives = await Promise.all(keys.map((key) => bench.redis.pttl(key)));
  expect(keys.filter((_, i) => (lives[i] ?? -1) <= 0)).toEqual([]);
  expect(keys.length).toBeGreaterThanOrEqual(5);
});
