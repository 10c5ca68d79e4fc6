import { describe, expect, it } from 'vitest';

import { StoreBench, entry, folded, minute, noon } from '../support/store.ts';

const hour = 60 * minute;

// A dead letter that somebody retries hours later has the arrival that it had.
describe('a job that is folded after others that arrived later', () => {
  it('does not bring the end of a quiet storm forward', async () => {
    await using bench = new StoreBench({}, { windowMs: 10 * minute, quietMs: minute });
    const late = await bench.arrive([entry('api-1')]);
    bench.clock.time += 2 * minute;
    await bench.fold([entry('api-2')]);
    const { sums, storm } = folded(await bench.store.fold(late));

    expect(sums.folded).toBe(1);
    expect(storm).toMatchObject({ sealAt: noon + 3 * minute, sooner: false });
  });

  it('does not make its alert forgotten sooner', async () => {
    await using bench = new StoreBench();
    const late = await bench.arrive([entry('api-1')]);
    bench.clock.time += 20 * hour;
    const { storm } = await bench.fold([entry('api-1')]);
    expect(folded(await bench.store.fold(late)).sums.repeated).toBe(1);
    bench.clock.time += 23 * hour;
    await bench.store.seal(storm?.id ?? '');

    expect((await bench.fold([entry('api-1')])).sums).toMatchObject({ repeated: 1, opened: 0 });
  });
});
