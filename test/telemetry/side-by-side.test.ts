import { expect, it } from 'vitest';

import { silentLog } from '../../src/log.ts';
import { enqueueTogether } from '../../src/queue/enqueue-together.ts';
import { openQueues } from '../../src/queue/queues.ts';
import { routeRequest } from '../../src/queue/routed.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { openTracing } from '../../src/telemetry/open-tracing.ts';
import { testConfig } from '../support/peek.ts';
import { SpanStore } from '../support/spans.ts';
import { TracedBench } from '../support/traced-bench.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

it('a job that an intake without tracing queued begins a trace where it is worked on', async () => {
  await using traced = await TracedBench.open();
  const { instance } = traced.bench.peek;
  const { queues, keys, rules } = instance;
  const alerts = [podAlert('api-1')];
  const request = { requestId: 'r', alerts, rejected: [], truncated: false };
  const enqueue = enqueueTogether({ queues, arriveCall: arriveCalls(keys, traced.bench.clock) });
  // This process is traced as a whole, and these queues are not: their jobs say nothing of it.
  await enqueue(routeRequest(request, rules.routing(traced.bench.clock.time)), 1);
  await traced.bench.peek.folded();
  await traced.bench.stop();

  expect(traced.store.traces().map((id) => traced.store.tree(id))).toEqual([
    ['enqueue PRODUCER'],
    ['process aggregate-N CONSUMER', '  fold INTERNAL', '  add finalize.finalize PRODUCER'],
  ]);
});

it('a job with a trace is folded and submitted by workers without tracing', async () => {
  await using bench = await WorkerBench.open();
  const { redis, keys, config, queues } = bench.instance;
  const parts = { log: silentLog(), version: '1', role: 'intake', exporter: new SpanStore() };
  const tracing = openTracing(testConfig('').tracing, parts);
  const traced = openQueues(redis, keys, config.partitions, () => {}, tracing.telemetry);
  Object.assign(bench.instance, { queues: traced });
  await bench.post(podAlert('api-1'));
  await traced.close();
  await tracing.close(1000);
  Object.assign(bench.instance, { queues });
  await bench.work();
  await bench.folded();
  await bench.expire();
  await bench.until('submitted', 1);

  expect((await bench.resources()).map(({ spec }) => spec.alertCount)).toEqual([1]);
});
