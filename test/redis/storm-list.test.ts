import { describe, expect, it } from 'vitest';

import { StormList } from '../../src/redis/storm-list.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, noon } from '../support/store.ts';

/** That many open storms, ten of them with the same deadline. */
async function benchWith(count: number): Promise<{ bench: StoreBench; list: StormList; ids: string[] }> {
  const bench = new StoreBench();
  const list = new StormList(bench.redis, bench.keys, bench.settings.partitions, bench.reader);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    bench.clock.time = noon + Math.floor(i / 10);
    const pattern = patternOf({ alertname: `Alert${i}`, namespace: 'shop' });
    const { storm } = await bench.fold([entry(`pod${i}`)], pattern);
    if (storm) ids.push(storm.id);
  }
  return { bench, list, ids };
}

describe('the list of storms', () => {
  it.each([1, 3, 7, 100])('read in pages of %i has every storm once, the latest first', async (size) => {
    const { bench, list, ids } = await benchWith(47);
    await using own = bench;
    const seen: { id: string; sealAt: number }[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page: Awaited<ReturnType<StormList['page']>> = await list.page(['open'], size, cursor);
      expect(page.storms.length).toBeLessThanOrEqual(size);
      seen.push(...page.storms);
      cursor = page.cursor;
    }

    expect(seen.map((storm) => storm.id).sort()).toEqual([...ids].sort());
    const times = seen.map((storm) => storm.sealAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(own.prefix).toMatch(/^test-/);
  });

  it('refuses a cursor that it did not hand out', async () => {
    const { bench, list } = await benchWith(1);
    await using own = bench;

    await expect(list.page(['open'], 10, 'nonsense')).rejects.toThrow(RangeError);
    expect(own.prefix).toMatch(/^test-/);
  });

  it('counts the storms of a state, and knows the oldest', async () => {
    const { bench, list } = await benchWith(12);
    await using own = bench;

    expect(await list.count('open')).toBe(12);
    expect(await list.count('sealed')).toBe(0);
    expect(await list.oldest('open')).toBe(noon + own.terms.windowMs);
    expect(await list.oldest('failed')).toBeUndefined();
  });
});
