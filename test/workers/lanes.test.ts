import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Lanes } from '../../workers/lanes.ts';

/** Work that ends when it is told to, and notes when it begins. */
class Jobs {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, PromiseWithResolvers<void>>();

  readonly work = (n: number) => async () => {
    this.begun.push(n);
    const end = Promise.withResolvers<void>();
    this.#ends.set(n, end);
    await end.promise;
    return n;
  };

  end(n: number): void {
    this.#ends.get(n)?.resolve();
  }

  fail(n: number): void {
    this.#ends.get(n)?.reject(new Error('no'));
  }
}

/** Lets everything that can go on without another's doing do so. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('take so many at a time, and the others in the order in which they came', async () => {
    const [lanes, jobs] = [new Lanes(2), new Jobs()];
    const all = [0, 1, 2, 3].map((n) => lanes.run(jobs.work(n)));
    expect(jobs.begun).toEqual([0, 1]);
    jobs.end(1);
    await settled();
    expect(jobs.begun).toEqual([0, 1, 2]);
    jobs.end(0);
    await settled();
    expect(jobs.begun).toEqual([0, 1, 2, 3]);
    jobs.end(2);
    jobs.end(3);
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('are free again after work that failed', async () => {
    const [lanes, jobs] = [new Lanes(1), new Jobs()];
    const [first, second] = [lanes.run(jobs.work(0)), lanes.run(jobs.work(1))];
    jobs.fail(0);
    await expect(first).rejects.toThrow('no');
    await settled();
    jobs.end(1);
    expect(await second).toBe(1);
  });

  it('are given to those who wait before one that comes as they come free', async () => {
    const [lanes, jobs] = [new Lanes(1), new Jobs()];
    const late: Promise<number>[] = [];
    const first = lanes.run(jobs.work(0)).then(() => late.push(lanes.run(jobs.work(2))));
    const second = lanes.run(jobs.work(1));
    jobs.end(0);
    await first;
    await settled();
    expect(jobs.begun).toEqual([0, 1]);
    jobs.end(1);
    await second;
    await settled();
    jobs.end(2);
    expect(await Promise.all(late)).toEqual([2]);
  });

  it('never hold more than there are, and hold all of them while somebody waits, in whatever order work ends', async () => {
    const cases = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 20 }),
      fc.infiniteStream(fc.nat()),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([count, total, picks]) => {
        const [lanes, jobs, open] = [new Lanes(count), new Jobs(), new Set<number>()];
        const all = Array.from({ length: total }, (_, n) => lanes.run(jobs.work(n)));
        for (let ended = 0; ended < total; ended++) {
          await settled();
          for (const n of jobs.begun.slice(ended + open.size)) open.add(n);
          expect(open.size).toBe(Math.min(count, total - ended));
          const { value = 0 } = picks.next();
          const chosen = [...open][value % open.size] ?? 0;
          open.delete(chosen);
          jobs.end(chosen);
        }
        await Promise.all(all);
        expect(jobs.begun).toEqual(Array.from({ length: total }, (_, n) => n));
      }),
      { numRuns: 50 },
    );
  });
});
