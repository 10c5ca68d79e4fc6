import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { ServiceBench } from '../support/service-bench.ts';
import { alertsInBody, countedBy, deadJobs, nothing, plus, postAndRead } from './hostile/accounts.ts';
import { type Post, posts } from './hostile/bodies.ts';
import { withoutCrash } from './hostile/crashes.ts';

const [batches, batchSize, leastBodies] = [101, 100, 10_000];

test('of ten thousand hostile bodies each is answered, and every alert in them is accounted for', async () => {
  await using bench = await ServiceBench.open();
  const url = `${bench.url}/webhooks/alertmanager`;
  const seed = Date.now() % 1_000_000_000;
  let [bodies, totals] = [0, nothing];
  const check = async (batch: readonly Post[]) => {
    const before = await countedBy(bench);
    const answered = await Promise.all(batch.map((post) => postAndRead(url, post)));
    await bench.peek.folded();
    const after = await countedBy(bench);
    const sums = answered.reduce(plus, nothing);

    expect(plus(before, sums)).toEqual({ ...after, outcomes: undefined });
    for (const [i, { received, unreadable }] of answered.entries())
      if (unreadable === 0) expect(received).toBe(alertsInBody(batch[i]?.body ?? new Uint8Array()));
    bodies += batch.length;
    totals = plus(totals, sums);
  };
  const property = fc.asyncProperty(fc.array(posts, { minLength: batchSize, maxLength: batchSize }), check);
  // A batch that fails is made smaller for a while only: each try is up to a hundred requests.
  const limits = { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true };
  await withoutCrash(() => fc.assert(property, { numRuns: batches, seed, ...limits }));

  const { outcomes } = await countedBy(bench);
  const tally = JSON.stringify({ seed, bodies, ...totals, outcomes });
  process.stdout.write(`hostile bodies: ${tally}\n`);
  expect(bodies).toBeGreaterThanOrEqual(leastBodies);
  // A generator whose alerts are all refused would show nothing.
  expect(Math.min(totals.accepted, totals.rejected, totals.unreadable)).toBeGreaterThan(bodies / 20);
  expect(await deadJobs(bench)).toBe(0);
}, 300_000);
