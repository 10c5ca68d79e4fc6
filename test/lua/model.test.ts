import fc from 'fast-check';
import { expect, it } from 'vitest';

import { modelStorms, storedStorms } from '../model/compare.ts';
import { histories } from '../model/histories.ts';
import { Run } from '../model/run.ts';

/** The slow tier asks for thousands. */
const numRuns = Number(process.env['STORMFOLD_HISTORIES'] ?? 150);

it('any history of windows, thresholds, cooldowns and limits gives the storms of the reference model', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const run = new Run(history);
      await using bench = run.bench;
      await run.play();

      expect(await storedStorms(run)).toEqual(modelStorms(run));
      const received = history.steps.flatMap((step) => (step.kind === 'notify' ? step.alerts : [])).length;
      const zero = { received: 0, queued: 0, pending: 0 };
      const sums = await countersOf(bench);
      expect({ ...zero, ...sums }).toMatchObject({ received, queued: received, pending: 0 });
      const { refired: _refired, ...parts } = run.reference.sums;
      expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).toBe(received);
      for (const [outcome, n] of Object.entries(run.reference.sums))
        expect([outcome, sums[outcome] ?? 0]).toEqual([outcome, n]);
    }),
    { numRuns },
  );
});

async function countersOf({ redis, keys, settings }: Run['bench']): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (let i = 0; i < settings.partitions; i++) {
    const hash = await redis.hgetall(keys.partition(i).counters);
    for (const [name, n] of Object.entries(hash)) sums[name] = (sums[name] ?? 0) + Number(n);
  }
  return sums;
}
