import fc from 'fast-check';
import { expect } from 'vitest';

import { modelStorms, storedStorms } from './compare.ts';
import { type History, histories } from './histories.ts';
import { Run } from './run.ts';

/** So many histories, through the scripts on Redis and through the reference model: they must agree storm for storm. */
export async function expectAgreement(numRuns: number, seed: number): Promise<void> {
  await fc.assert(fc.asyncProperty(histories, expectSame), { numRuns, seed });
}

async function expectSame(history: History): Promise<void> {
  const run = new Run(history);
  await using bench = run.bench;
  await run.play();

  expect(await storedStorms(run)).toEqual(modelStorms(run));
  // All is sealed: what a tenant had open is not counted any longer.
  expect(await bench.redis.keys(`{${bench.prefix}*:tenants`)).toEqual([]);
  const received = history.steps.flatMap((step) => (step.kind === 'notify' ? step.alerts : [])).length;
  const { refired, ...parts } = run.reference.sums;
  expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).toBe(received);
  const zero = {
    received: 0,
    queued: 0,
    pending: 0,
    ...Object.fromEntries(Object.keys(parts).map((name) => [name, 0])),
  };
  const sums = { refired: 0, ...zero, ...(await countersOf(bench)) };
  expect(sums).toMatchObject({ ...parts, refired, received, queued: received, pending: 0 });
}

async function countersOf({ redis, keys, settings }: Run['bench']): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (let i = 0; i < settings.partitions; i++) {
    const hash = await redis.hgetall(keys.partition(i).counters);
    for (const [name, n] of Object.entries(hash)) sums[name] = (sums[name] ?? 0) + Number(n);
  }
  return sums;
}
