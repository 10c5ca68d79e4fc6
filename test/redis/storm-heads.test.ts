import { describe, expect, it } from 'vitest';

import { StormHeads } from '../../src/redis/storm-heads.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { StoreBench, entry, minute, noon } from '../support/store.ts';

function headsOf(bench: StoreBench): StormHeads {
  return new StormHeads(bench.redis, bench.keys, bench.settings.partitions);
}

describe('the heads of storms', () => {
  it('are those of every open storm, and of no other', async () => {
    await using bench = new StoreBench();
    const ids = [];
    for (let i = 0; i < 30; i++) {
      const pattern = patternOf({ alertname: `Alert${i}`, namespace: 'shop' });
      const { storm } = await bench.fold([entry(`p${i}`), entry(`q${i}`)], pattern);
      ids.push(storm?.id ?? '');
    }
    bench.clock.time += 5 * minute;
    await bench.store.seal(ids[3] ?? '');

    const heads = await headsOf(bench).open();
    expect(heads.map(({ id }) => id).toSorted()).toEqual(ids.filter((_, i) => i !== 3).toSorted());
    expect(heads.every(({ alertCount }) => alertCount === 2)).toBe(true);
  });

  it('move with their storms from look to look, and go when those do', async () => {
    await using bench = new StoreBench();
    const heads = headsOf(bench);
    const { storm } = await bench.fold([entry('a')]);
    await heads.open();
    await bench.fold([entry('a'), entry('b', { severity: { name: 'critical', rank: 0 } })]);
    await bench.fold([entry('b', { status: 'resolved', endsAt: noon + 1000 })]);

    const whole = await bench.reader.storm(storm?.id ?? '');
    const { commonPairs: _pairs, ...moved } = (await heads.open())[0] ?? { commonPairs: [] };
    expect(moved).toMatchObject({ severity: 'critical', alertCount: 2, deliveryCount: 4, resolvedCount: 1 });
    expect(whole).toMatchObject(moved);
    // The pattern's next storm opens in the very same place.
    bench.clock.time += 5 * minute;
    await bench.store.seal(storm?.id ?? '');
    const { storm: next } = await bench.fold([entry('c', { startsAt: bench.clock.time })]);
    expect((await heads.open()).map(({ id, alertCount }) => [id, alertCount])).toEqual([[next?.id, 1]]);
  });

  it('know the arrivals of a storm from a place on, before its seal and after', async () => {
    await using bench = new StoreBench();
    const heads = headsOf(bench);
    const pods = Array.from({ length: 25 }, (_, i) => `p${i}`);
    const { storm } = await bench.fold(pods.map((pod) => entry(pod)));
    const id = storm?.id ?? '';
    const open = await heads.arrivals(id, 10, 10);
    bench.clock.time += 5 * minute;
    await bench.store.seal(id);
    // The pattern's next storm begins where this one's members were.
    await bench.fold([entry('other', { startsAt: noon + 5 * minute })]);

    expect(open.map(({ resource }) => resource.name)).toEqual(pods.slice(10, 20));
    expect(await heads.arrivals(id, 10, 10)).toEqual(open);
    expect((await heads.arrivals(id, 20, 10)).map(({ resource }) => resource.name)).toEqual(pods.slice(20));
    expect(await heads.arrivals(id, 25, 10)).toEqual([]);
  });
});
