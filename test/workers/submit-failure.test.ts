import { type Job, UnrecoverableError } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';

import { SinkError } from '../../src/sink/sink.ts';
import { failSubmit } from '../../workers/submit-failure.ts';
import { foldAndDie } from '../support/road.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

const invalid = new SinkError('the resource is invalid', { verdict: 'never', reason: 'invalid' });
const refused = new Error("OOM command not allowed when used memory > 'maxmemory'.");

/** What a failed try comes to, on a bench with one sealed storm. */
async function failed(bench: WorkerBench, cause: unknown): Promise<unknown> {
  await bench.post(podAlert('api-1'));
  await foldAndDie(bench);
  const [open] = await bench.storms('open');
  await bench.instance.store.seal(open?.id ?? '', true);
  const [storm] = await bench.storms('sealed');
  if (!storm) throw new Error('no storm');
  const job = { id: storm.id, data: {}, attemptsMade: 0 } as unknown as Job;
  return failSubmit(bench.context, job, storm, cause).catch((error: unknown) => error);
}

describe('a submit that failed for good', () => {
  it('is a dead letter once its storm says so', async () => {
    await using bench = await WorkerBench.open();
    expect(await failed(bench, invalid)).toBeInstanceOf(UnrecoverableError);
    expect(await bench.storms('failed')).toMatchObject([{ reason: 'the resource is invalid' }]);
  });

  it('is none as long as that can not be written down: the job runs again', async () => {
    await using bench = await WorkerBench.open();
    vi.spyOn(bench.instance.store, 'settle').mockRejectedValue(refused);
    expect(await failed(bench, invalid)).toBe(refused);
  });
});

describe('a submit that Redis refused to note', () => {
  it('never becomes a dead letter, however few tries are allowed', async () => {
    await using bench = await WorkerBench.open();
    Object.assign(bench.instance.config.sink, { maxAttempts: 1 });
    expect(await failed(bench, refused)).toBe(refused);
    expect(await bench.storms('sealed')).toHaveLength(1);
  });
});
