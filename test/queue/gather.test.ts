import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Gatherer } from '../../src/queue/gather.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const one = { alerts: 1, bytes: 10 };

/** Sends that end when the test says so. */
function road(bounds: { alerts?: number; bytes?: number } = {}) {
  const sent: { items: string[]; end: PromiseWithResolvers<string> }[] = [];
  const gatherer = new Gatherer<string, string>(
    (items) => {
      const end = Promise.withResolvers<string>();
      sent.push({ items: [...items], end });
      return end.promise;
    },
    { alerts: 100, bytes: 1000, waitMs: 4, ...bounds },
  );
  const turn = () => vi.advanceTimersByTimeAsync(0);
  return { sent, gatherer, turn, items: () => sent.map((send) => send.items.join('')) };
}

describe('what comes', () => {
  it('goes with its own turn of the event loop while nothing is under way', async () => {
    const { gatherer, items, turn } = road();
    void gatherer.add('a', one);
    void gatherer.add('b', one);
    expect(items()).toEqual([]);
    await turn();
    expect(items()).toEqual(['ab']);
  });

  it('waits for what is under way, and goes together when that returns', async () => {
    const { gatherer, sent, items, turn } = road();
    void gatherer.add('a', one);
    await turn();
    for (const item of 'bcd') void gatherer.add(item, one);
    await vi.advanceTimersByTimeAsync(3);
    expect(items()).toEqual(['a']);
    sent[0]?.end.resolve('done');
    await turn();
    expect(items()).toEqual(['a', 'bcd']);
  });

  it('waits no longer than it may for what does not return', async () => {
    const { gatherer, items, turn } = road();
    void gatherer.add('a', one);
    await turn();
    void gatherer.add('b', one);
    await vi.advanceTimersByTimeAsync(2);
    void gatherer.add('c', one);
    await vi.advanceTimersByTimeAsync(1);
    expect(items()).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1);
    expect(items()).toEqual(['a', 'bc']);
  });

  it('goes as soon as a bound is reached, and what is over one goes with the next', async () => {
    const { gatherer, items, turn } = road({ alerts: 3, bytes: 100 });
    for (const item of 'abcd') void gatherer.add(item, one);
    expect(items()).toEqual(['abc']);
    void gatherer.add('E', { alerts: 2, bytes: 100 });
    expect(items()).toEqual(['abc', 'd', 'E']);
    void gatherer.add('F', { alerts: 50, bytes: 5000 });
    expect(items()).toEqual(['abc', 'd', 'E', 'F']);
    await turn();
    expect(items()).toHaveLength(4);
  });
});

describe('each', () => {
  it('becomes what the send becomes that it went with', async () => {
    const { gatherer, sent, turn } = road();
    const first = ['a', 'b'].map((item) => gatherer.add(item, one));
    await turn();
    const second = ['c', 'd'].map((item) => gatherer.add(item, one));
    sent[0]?.end.reject(new Error('gave up'));
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    sent[1]?.end.resolve('second');
    expect(await Promise.all(second)).toEqual(['second', 'second']);
  });

  it('goes once, in the order in which it came, whatever comes when and returns when', async () => {
    const steps = fc.array(fc.oneof(fc.record({ alerts: fc.integer({ min: 1, max: 7 }) }), fc.nat(5)));
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { gatherer, sent, items, turn } = road({ alerts: 10 });
        const added: string[] = [];
        const all: Promise<unknown>[] = [];
        for (const step of history) {
          if (typeof step === 'number') {
            sent[step]?.end.resolve('');
            await vi.advanceTimersByTimeAsync(step);
            continue;
          }
          const item = `${added.length}:${step.alerts},`;
          added.push(item);
          all.push(gatherer.add(item, { ...step, bytes: 1 }));
        }
        await vi.advanceTimersByTimeAsync(4);
        for (const { end } of sent) end.resolve('');
        await turn();
        await Promise.all(all);
        expect(items().join('')).toBe(added.join(''));
        for (const { items: together } of sent) {
          const alerts = together.reduce((sum, item) => sum + Number(item.split(/[:,]/)[1]), 0);
          expect(alerts).toBeLessThanOrEqual(10);
        }
      }),
    );
  });
});
