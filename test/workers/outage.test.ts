import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

interface Step {
  readonly afterMs: number;
  readonly pods: readonly number[];
  readonly alertname: string;
}

const history = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 3 * minute }),
    pods: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
    alertname: fc.constantFrom('HighCPUUsage', 'KubePodCrashLooping'),
  }),
  { minLength: 4, maxLength: 10 },
);

/** Runs the history with workers that are there all the time, or only an hour after its end. */
async function stormsOf(steps: readonly Step[], away: boolean): Promise<string[]> {
  await using bench = await WorkerBench.open();
  if (!away) await bench.work();
  for (const { afterMs, pods, alertname } of steps) {
    bench.clock.time += afterMs;
    if (!away) await bench.fireAll(bench.clock.time);
    await bench.post(...pods.map((pod) => podAlert(`pod-${pod}`, { alertname })));
    if (!away) await bench.folded();
  }
  bench.clock.time += 60 * minute;
  if (away) await bench.work();
  await eventually(async () => {
    await bench.fireAll(bench.clock.time);
    const { pending = 0 } = await bench.instance.counters.read();
    expect({ pending, unfinished: await bench.storms('open', 'sealed') }).toEqual({
      pending: 0,
      unfinished: [],
    });
  });
  const resources = await bench.resources();
  return resources
    .map(({ spec }) => `${spec.pattern.text} ${spec.window.openedAt} ${spec.members.join(' ')}`)
    .sort();
}

describe('a history', () => {
  it('makes the same storms, member for member, whether the workers were there or came an hour late', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const there = await stormsOf(steps, false);

        expect(there.length).toBeGreaterThan(0);
        expect(await stormsOf(steps, true)).toEqual(there);
      }),
      { numRuns: 3, seed: 20260601 },
    );
  }, 120_000);
});
