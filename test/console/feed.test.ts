import { describe, expect, it, vi } from 'vitest';

import { Feed, type Watcher } from '../../src/console/feed.ts';

/** A feed whose pauses end when the test says so. */
class FeedBench {
  base = 1;
  fails = false;
  readonly reads: number[] = [];
  readonly waits: number[] = [];
  readonly troubles: string[] = [];
  #next = Promise.withResolvers<void>();
  readonly feed = new Feed<number>({
    read: async () => {
      this.reads.push(this.base);
      if (this.fails) throw new Error('away');
      return this.base;
    },
    onTrouble: (problem) => this.troubles.push(problem),
    wait: async (ms, signal) => {
      this.waits.push(ms);
      this.waiting.resolve();
      await Promise.race([this.#next.promise, aborted(signal)]);
    },
  });
  waiting = Promise.withResolvers<void>();

  /** Lets the next look happen, and waits until it has. */
  async look(): Promise<void> {
    this.waiting = Promise.withResolvers<void>();
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
    await this.waiting.promise;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function watcher(): Watcher<number> & { told: [string, unknown][]; behind: boolean } {
  const own = {
    told: [] as [string, unknown][],
    behind: false,
    look: async (base: number) => ({ n: base, same: 'same' }),
    push: (event: string, data: unknown) => void own.told.push([event, data]),
    isBehind: () => own.behind,
  };
  return own;
}

describe('the feed', () => {
  it('tells all at first, and then only what has changed', async () => {
    const bench = new FeedBench();
    const one = watcher();
    const stop = bench.feed.watch(one);
    await bench.waiting.promise;
    await bench.look();
    bench.base = 2;
    await bench.look();

    expect(one.told).toEqual([
      ['n', 1],
      ['same', 'same'],
      ['n', 2],
    ]);
    stop();
  });

  it('looks once for all who watch, and not at all when nobody does', async () => {
    const bench = new FeedBench();
    const [one, two] = [watcher(), watcher()];
    const stops = [bench.feed.watch(one), bench.feed.watch(two)];
    await bench.waiting.promise;
    bench.reads.length = 0;
    await bench.look();
    expect(bench.reads).toEqual([1]);

    for (const stop of stops) stop();
    await Promise.resolve();
    expect(bench.feed.watchers).toBe(0);
    expect(bench.reads).toEqual([1]);
  });

  it('tells who comes later all of it, and the others nothing again', async () => {
    const bench = new FeedBench();
    const [one, two] = [watcher(), watcher()];
    const first = bench.feed.watch(one);
    await bench.waiting.promise;
    bench.waiting = Promise.withResolvers<void>();
    const second = bench.feed.watch(two);
    await bench.waiting.promise;

    expect(two.told).toEqual([
      ['n', 1],
      ['same', 'same'],
    ]);
    expect(one.told).toHaveLength(2);
    first();
    second();
  });

  it('sends nothing more to who has not taken what was sent, and all that changed once they have', async () => {
    const bench = new FeedBench();
    const slow = watcher();
    const stop = bench.feed.watch(slow);
    await bench.waiting.promise;
    slow.behind = true;
    bench.base = 2;
    await bench.look();
    bench.base = 3;
    await bench.look();
    slow.behind = false;
    await bench.look();

    expect(slow.told.slice(2)).toEqual([['n', 3]]);
    stop();
  });

  it('says once that it can not look, and goes on by itself', async () => {
    const bench = new FeedBench();
    const one = watcher();
    const stop = bench.feed.watch(one);
    await bench.waiting.promise;
    bench.fails = true;
    await bench.look();
    await bench.look();
    bench.fails = false;
    bench.base = 5;
    await bench.look();
    bench.fails = true;
    await bench.look();

    const trouble = ['trouble', { text: 'Redis does not answer. What is shown is what was last known.' }];
    expect(one.told.slice(2)).toEqual([trouble, ['n', 5], trouble]);
    expect(bench.troubles).toEqual(['away', 'away']);
    stop();
  });

  it('leaves nothing behind of the rests between its looks', async () => {
    const signals: AbortSignal[] = [];
    const looked = Promise.withResolvers<void>();
    const feed = new Feed<number>({
      read: async () => 1,
      onTrouble: () => {},
      wait: async (_ms, signal) => void (signals.push(signal) === 3 && looked.resolve()),
    });
    const stop = feed.watch(watcher());
    await looked.promise;
    stop();
    expect(new Set(signals.slice(0, 3)).size).toBe(3);
  });

  it('does not begin anew for each who comes while it looks', async () => {
    const bench = new FeedBench();
    const slow = Promise.withResolvers<void>();
    const first = bench.feed.watch({ ...watcher(), look: async (n) => (await slow.promise, { n }) });
    const others = Array.from({ length: 50 }, watcher);
    const stops = others.map((one) => bench.feed.watch(one));
    slow.resolve();
    await bench.waiting.promise;

    expect(bench.reads).toEqual([1]);
    expect(others.map(({ told }) => told.length)).toEqual(Array(50).fill(2));
    for (const stop of [first, ...stops]) stop();
  });

  it('looks again for who comes after all others have gone', async () => {
    const bench = new FeedBench();
    bench.feed.watch(watcher())();
    const one = watcher();
    const stop = bench.feed.watch(one);
    await bench.waiting.promise;
    expect(one.told).toHaveLength(2);
    stop();
  });

  it('rests no longer after a look that failed late: Redis may be back at once', async () => {
    const bench = new FeedBench();
    bench.fails = true;
    let clock = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 10_000));
    const stop = bench.feed.watch(watcher());
    await bench.waiting.promise;
    now.mockRestore();
    stop();
    expect(bench.waits).toEqual([1000]);
  });

  it('rests a second at least between looks', async () => {
    const bench = new FeedBench();
    const stop = bench.feed.watch(watcher());
    await bench.waiting.promise;
    expect(bench.waits.every((ms) => ms >= 1000)).toBe(true);
    stop();
  });
});
