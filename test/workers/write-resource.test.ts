import { describe, expect, it } from 'vitest';

import { Metrics } from '../../src/metrics.ts';
import type { Resource } from '../../src/sink/resource.ts';
import { type Sink, SinkError, type Submitted } from '../../src/sink/sink.ts';
import { writeResource } from '../../workers/write-resource.ts';

const resource = {} as Resource;
const written = (created: boolean) => async () => ({ name: 'storm-a', created });
const failing = (verdict: SinkError['verdict']) => () =>
  Promise.reject(new SinkError('no', { verdict, reason: 'timeout' }));

/** Calls a sink that answers so, one after the other, and answers what the metrics say of each outcome. */
async function callsOf(...answers: (() => Promise<Submitted>)[]) {
  const metrics = new Metrics();
  for (const submit of answers) {
    const sink = { submit } as unknown as Sink;
    await writeResource({ sink, metrics }, resource).catch(() => undefined);
  }
  const { values } = await metrics.submitSeconds.get();
  const counts = values.filter(({ metricName }) => metricName?.endsWith('_count'));
  const inARow = (await metrics.sinkFailuresInARow.get()).values[0]?.value;
  const lastSuccess = (await metrics.sinkLastSuccess.get()).values[0]?.value ?? 0;
  return {
    ...Object.fromEntries(counts.map(({ labels, value }) => [labels['outcome'], value])),
    ...{ inARow, succeeded: lastSuccess > 0 },
  };
}

const none = { created: 0, existing: 0, failed: 0, refused: 0, inARow: 0, succeeded: false };

describe('one call of the sink', () => {
  it('is told by its outcome, and every outcome is told from the start', async () => {
    expect(await callsOf()).toEqual(none);
    expect(await callsOf(written(true))).toEqual({ ...none, created: 1, succeeded: true });
    expect(await callsOf(written(false))).toEqual({ ...none, existing: 1, succeeded: true });
  });

  it('that fails is one more failure in a row, until one succeeds', async () => {
    const failures = [failing('retry'), failing('wait'), () => Promise.reject(new Error('what?'))];
    expect(await callsOf(...failures)).toEqual({ ...none, failed: 3, inARow: 3 });
    expect(await callsOf(...failures, written(true))).toEqual({
      ...none,
      ...{ failed: 3, created: 1, succeeded: true },
    });
  });

  it('that is refused says nothing against the sink', async () => {
    expect(await callsOf(failing('retry'), failing('never'))).toEqual({
      ...none,
      ...{ failed: 1, refused: 1, inARow: 1 },
    });
  });

  it('throws what the sink throws', async () => {
    const sink = { submit: failing('wait') } as unknown as Sink;
    await expect(writeResource({ sink, metrics: new Metrics() }, resource)).rejects.toBeInstanceOf(SinkError);
  });
});
