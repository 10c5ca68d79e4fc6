import { describe, expect, it } from 'vitest';

import type { Sink, WrittenResource } from '../../src/sink/sink.ts';
import { cleanUp } from '../../workers/clean-up.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

const hour = 60 * minute;

/** A cluster as far as clean-up sees one. */
class Shelf {
  readonly resources: WrittenResource[] = [];
  looks = 0;
  failure: Error | undefined;

  over(sink: Sink): Sink {
    return {
      kind: sink.kind,
      submit: (resource) => sink.submit(resource),
      exists: (resource) => sink.exists(resource),
      close: () => sink.close(),
      written: { pages: () => this.#pages(), delete: (resource) => this.#delete(resource) },
    };
  }

  names(): string[] {
    return this.resources.map(({ name }) => name);
  }

  async *#pages(): AsyncGenerator<readonly WrittenResource[]> {
    this.looks += 1;
    if (this.failure) throw this.failure;
    const all = [...this.resources];
    for (let from = 0; from < all.length; from += 150) yield Promise.resolve(all.slice(from, from + 150));
  }

  #delete({ uid }: WrittenResource): Promise<void> {
    const index = this.resources.findIndex((each) => each.uid === uid);
    this.resources.splice(index, 1);
    return Promise.resolve();
  }
}

async function scene(keepMs: number | undefined) {
  const shelf = new Shelf();
  const bench = await WorkerBench.open({ wrap: (sink) => shelf.over(sink) });
  Object.assign(bench.instance.config.sink, { keepMs });
  const put = (name: string, age: number, more: Partial<WrittenResource> = {}) =>
    shelf.resources.push({
      ...{ name, uid: name, createdAt: bench.clock.time - age },
      ...{ stormId: '0123456789abcdef-000000000001', instance: bench.instance.config.prefix },
      ...more,
    });
  return { bench, shelf, put, run: () => cleanUp(bench.context, bench.clock.time) };
}

describe('clean-up', () => {
  it('deletes what is older than the set age, and nothing else', async () => {
    const { bench, shelf, put, run } = await scene(hour);
    await using _ = bench;
    put('old', hour + 1);
    put('young', hour);
    put('foreign', 2 * hour, { instance: 'another' });
    put('odd', 2 * hour, { stormId: 'not-ours' });
    expect(await run()).toBe(1);
    expect(shelf.names()).toEqual(['young', 'foreign', 'odd']);
  });

  it('is off unless an age is set', async () => {
    const { bench, shelf, put, run } = await scene(undefined);
    await using _ = bench;
    put('old', 1000 * hour);
    expect(await run()).toBe(0);
    expect([shelf.looks, shelf.names()]).toEqual([0, ['old']]);
  });

  it('leaves the resource of a storm that is not settled: its next try has to meet it', async () => {
    const { bench, shelf, put, run } = await scene(hour);
    await using _ = bench;
    await bench.post(podAlert('api-1'));
    await bench.work();
    await bench.folded();
    const [open] = await bench.until('open', 1);
    put('unsettled', 2 * hour, { stormId: open?.id ?? '' });
    expect(await run()).toBe(0);
    await bench.expire();
    await bench.until('submitted', 1);
    await bench.rest();
    bench.clock.time += hour;
    // Now and then the workers' own sweep was quicker.
    await run();
    expect(shelf.names()).toEqual([]);
  });

  it('looks again after a tenth of the age, ten minutes at most', async () => {
    const { bench, shelf, run } = await scene(24 * hour);
    await using _ = bench;
    await run();
    bench.clock.time += 10 * minute - 1;
    await run();
    expect(shelf.looks).toBe(1);
    bench.clock.time += 1;
    await run();
    expect(shelf.looks).toBe(2);
  });

  it('of many takes two hundred at a time, and goes on at the next sweep', async () => {
    const { bench, shelf, put, run } = await scene(hour);
    await using _ = bench;
    for (let n = 0; n < 450; n++) put(`old-${n}`, 2 * hour);
    expect([await run(), await run(), await run(), await run()]).toEqual([200, 200, 50, 0]);
    expect(shelf.names()).toEqual([]);
  });

  it('that fails is counted, and tried again later', async () => {
    const { bench, shelf, put, run } = await scene(hour);
    await using _ = bench;
    put('old', 2 * hour);
    shelf.failure = new Error('no rights');
    expect(await run()).toBe(0);
    expect((await bench.context.metrics.resourcesDeleted.get()).values).toMatchObject([
      { value: 1, labels: { outcome: 'failed' } },
    ]);
    shelf.failure = undefined;
    bench.clock.time += 10 * minute;
    expect(await run()).toBe(1);
  });
});
