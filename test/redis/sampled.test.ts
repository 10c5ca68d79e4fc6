import { describe, expect, it } from 'vitest';

import { StormStore } from '../../src/redis/storm-store.ts';
import type { StormTerms } from '../../src/storm/terms.ts';
import { StoreBench, entry, minute, noon } from '../support/store.ts';

/** A store that notes of each call of `fold` how many of its alerts came whole. */
class Watched extends StoreBench {
  readonly calls: number[] = [];

  constructor(terms: Partial<StormTerms> = {}) {
    super({}, terms);
    this.watch(this.store);
  }

  watch({ runner }: StormStore): void {
    const call = runner.call.bind(runner);
    runner.call = (name, keys, args) => {
      const isWhole = (arg: string | number) => String(arg).startsWith('{"labels":{"pod"');
      if (name === 'fold') this.calls.push(args.filter(isWhole).length);
      return call(name, keys, args);
    };
  }

  async samples(id: string | undefined): Promise<(string | undefined)[]> {
    const storm = await this.reader.storm(id ?? '');
    return storm ? (await this.reader.samples(storm)).map(({ labels }) => labels['pod']) : [];
  }
}

const pods = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => entry(`pod${from + i}`));
const named = (...numbers: number[]) => numbers.map((n) => `pod${n}`);

describe('whole alerts', () => {
  it('go along until the storm has as many as it keeps, and no longer', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 3));
    await bench.fold(pods(0, 3));
    await bench.fold(pods(3, 3));
    const { storm } = await bench.fold(pods(6, 4));
    await bench.fold(pods(0, 2));

    expect(bench.calls).toEqual([3, 3, 3, 0, 0]);
    expect(await bench.samples(storm?.id)).toEqual(named(0, 1, 2, 3, 4));
  });

  it('go along again for the next storm of the pattern', async () => {
    await using bench = new Watched();
    const first = await bench.fold(pods(0, 5));
    // By another process, so that nobody here knows.
    bench.clock.time = noon + 5 * minute;
    await bench.store.seal(first.storm?.id ?? '');
    const { storm } = await bench.fold(pods(5, 2));
    await bench.fold(pods(7, 1));

    expect(bench.calls).toEqual([5, 0, 2, 1]);
    expect(await bench.samples(storm?.id)).toEqual(named(5, 6, 7));
  });

  it('are there for every storm that a job fills', async () => {
    await using bench = new Watched({ maxAlerts: 6 });
    await bench.fold(pods(0, 5));
    const request = await bench.arrive(pods(5, 9));
    const ids: string[] = [];
    for (let reply = await bench.store.fold(request); ; reply = await bench.store.fold(request)) {
      if (reply.kind === 'due') await bench.store.seal(reply.stormId);
      if (reply.kind === 'folded') ids.push(...reply.storms.map(({ id }) => id));
      if (reply.kind === 'folded') break;
    }

    const kept = await Promise.all(ids.map((id) => bench.samples(id)));
    expect(kept).toEqual([named(0, 1, 2, 3, 4), named(6, 7, 8, 9, 10), named(12, 13)]);
  });

  it('are not thought to be there by a process that does not know', async () => {
    await using bench = new Watched();
    await bench.fold(pods(0, 5));
    const other = new StormStore(bench.redis, bench.keys, bench.settings, bench.clock);
    bench.watch(other);
    const request = await bench.arrive(pods(5, 2));
    await other.fold(request);
    await other.fold(request);

    expect(bench.calls).toEqual([5, 2, 0]);
  });

  it('are all there of a storm that may become a resource for each', async () => {
    await using bench = new Watched({ below: 'each', minAlerts: 50 });
    await bench.fold(pods(0, 6));
    const { storm } = await bench.fold(pods(6, 6));

    expect(bench.calls).toEqual([6, 6]);
    expect(await bench.samples(storm?.id)).toHaveLength(12);
  });
});
