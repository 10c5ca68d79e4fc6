import type { Job } from 'bullmq';
import { describe, expect, it } from 'vitest';

import { jobNames, stormSchema } from '../../src/queue/jobs.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { aggregate } from '../../workers/aggregate.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

/** How many seals were observed, and how late they were together, in seconds. */
async function lagOf({ context }: WorkerBench): Promise<{ seals: number; seconds: number }> {
  const { values } = await context.metrics.sealLagSeconds.get();
  const of = (part: string) => values.find(({ metricName }) => metricName?.endsWith(part))?.value ?? -1;
  return { seals: of('_count'), seconds: of('_sum') };
}

/** What a job does that sealed the storm, died, and runs again. */
async function sealAgain({ context }: WorkerBench, storm: Storm | undefined): Promise<void> {
  const data = { schema: stormSchema, stormId: storm?.id ?? '', pattern: storm?.pattern.text ?? '' };
  const again = await aggregate(context, 0, { name: jobNames.seal, data } as Job);
  expect(again).toEqual({ sealed: 'sealed' });
}

describe('the seal lag', () => {
  it('is the time from the deadline to the seal', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    await bench.expire(5 * minute + 90_000);
    await bench.until('submitted', 1);

    expect(await lagOf(bench)).toEqual({ seals: 1, seconds: 90 });
  });

  it('counts a storm that the next alert of its pattern seals, and counts it once', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    bench.clock.time += 7 * minute;
    await bench.post(podAlert('api-2'));
    const [storm] = await bench.until('submitted', 1);
    bench.clock.time += minute;
    await sealAgain(bench, storm);

    expect(await lagOf(bench)).toEqual({ seals: 1, seconds: 120 });
  });

  it('says nothing of a storm that is sealed by force', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    const [storm] = await bench.storms('open');
    await bench.instance.store.seal(storm?.id ?? '', true);
    await sealAgain(bench, storm);

    expect(await lagOf(bench)).toEqual({ seals: 0, seconds: 0 });
  });
});
