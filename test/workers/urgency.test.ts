import type { Job } from 'bullmq';
import { describe, expect, it } from 'vitest';

import { readSharedTotals } from '../../src/shared-totals.ts';
import { partitionOf, patternOf } from '../../src/storm/pattern.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { aggregate } from '../../workers/aggregate.ts';
import { sweep } from '../../workers/sweep.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

/** What the sink was asked to write, in order. */
async function watched(): Promise<{ bench: WorkerBench; submitted: string[] }> {
  const submitted: string[] = [];
  const bench = await WorkerBench.open({
    wrap: (sink) => ({
      kind: sink.kind,
      close: () => sink.close(),
      exists: (resource) => sink.exists(resource),
      submit: (resource) => {
        submitted.push(resource.metadata.labels['stormfold.io/alertname'] ?? '');
        return sink.submit(resource);
      },
    }),
  });
  const { config } = bench.instance;
  const sink = { ...config.sink, concurrency: 1 };
  Object.assign(bench.context, { instance: { ...bench.instance, config: { ...config, sink } } });
  return { bench, submitted };
}

/** Folds an alert of a pattern of that name, as a worker would. */
async function fold(bench: WorkerBench, alertname: string, severity: string): Promise<void> {
  const labels = { alertname, severity };
  await bench.post(podAlert(`api-${severity}`, labels));
  const partition = partitionOf(
    patternOf(podAlert('x', labels).labels).hash,
    bench.instance.config.partitions,
  );
  const queue = bench.instance.queues.aggregate[partition];
  for (const job of (await queue?.getWaiting()) ?? []) await aggregate(bench.context, partition, job);
  await queue?.drain();
}

async function seal(bench: WorkerBench, storms: readonly Storm[]): Promise<void> {
  for (const { id: stormId, pattern } of storms) {
    const data = { schema: 1, stormId, pattern: pattern.text };
    const answer = await aggregate(bench.context, 0, { name: 'seal', data } as Job);
    expect(answer).toEqual({ sealed: 'sealed' });
  }
}

async function byDeadline(bench: WorkerBench): Promise<Storm[]> {
  return (await bench.storms('open')).sort((a, b) => a.sealAt - b.sealAt);
}

describe('storms that are due together', () => {
  it('are submitted by the highest severity in them, then by their deadlines', async () => {
    const { bench, submitted } = await watched();
    await using _ = bench;
    const folded = [
      ...[
        ['W1', 'warning'],
        ['C1', 'critical'],
        ['I1', 'info'],
        ['N1', 'none'],
      ],
      ...[
        ['Odd', 'what?'],
        ['C2', 'critical'],
        ['W2', 'warning'],
        ['E1', 'error'],
        ['Rises', 'info'],
      ],
    ] as const;
    for (const [name = '', severity = ''] of folded) {
      await fold(bench, name, severity);
      bench.clock.time += 10;
    }
    await fold(bench, 'Rises', 'critical');
    bench.clock.time += 6 * minute;
    await seal(bench, await byDeadline(bench));
    const { jobs } = await readSharedTotals(bench.instance);
    expect(jobs).toContainEqual({ queue: 'finalize', state: 'wait', count: 9 });
    await bench.work();
    await bench.until('submitted', 9);

    expect(submitted).toEqual(['C1', 'C2', 'Rises', 'E1', 'W1', 'W2', 'I1', 'N1', 'Odd']);
  });
});

describe('a storm that has waited for a minute', () => {
  it('is as urgent as any from then on, so that others that go on coming do not keep it for ever', async () => {
    const { bench, submitted } = await watched();
    await using _ = bench;
    await fold(bench, 'Info', 'info');
    bench.clock.time += 6 * minute;
    await seal(bench, await byDeadline(bench));
    bench.clock.time += minute;
    expect(await sweep(bench.context)).not.toHaveProperty('raised');
    await fold(bench, 'Critical', 'critical');
    bench.clock.time += 1;
    expect(await sweep(bench.context)).toMatchObject({ raised: 1 });
    expect(await sweep(bench.context)).not.toHaveProperty('raised');
    bench.clock.time += 6 * minute;
    await seal(bench, await byDeadline(bench));
    await bench.work();
    await bench.until('submitted', 2);

    expect(submitted).toEqual(['Info', 'Critical']);
  });
});
