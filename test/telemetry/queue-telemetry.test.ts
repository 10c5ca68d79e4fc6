import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { SpanKind } from 'bullmq';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { silentLog } from '../../src/log.ts';
import { type Tracing, openTracing } from '../../src/telemetry/open-tracing.ts';
import { testConfig } from '../support/peek.ts';
import { SpanStore } from '../support/spans.ts';

let store: SpanStore;
let tracing: Tracing;

beforeEach(() => {
  store = new SpanStore();
  const parts = { log: silentLog(), version: '1', role: 'all', exporter: store };
  tracing = openTracing(testConfig('').tracing, parts);
});

afterEach(() => tracing.close(1000));

it('tells of what went wrong with a job without its words', async () => {
  const span = tracing.telemetry.tracer.startSpan('process finalize', { kind: SpanKind.CONSUMER });
  span.addEvent('job completed', { 'bullmq.job.result': 'secret' });
  span.recordException(new RangeError('secret'));
  span.end();
  await tracing.close(1000);

  const [told] = store.spans;
  expect(told?.attributes).toEqual({ 'error.type': 'RangeError' });
  expect(told?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['job completed', undefined],
  ]);
  expect(JSON.stringify([told?.events, told?.status])).not.toContain('secret');
});

it('tells nothing of what idle workers do, and leaves what runs in it to the span around it', async () => {
  const { tracer, contextManager } = tracing.telemetry;
  const around = trace.setSpan(ROOT_CONTEXT, trace.getTracer('stormfold').startSpan('around'));
  context.with(around, () => {
    const span = tracer.startSpan('extendLocks finalize', { kind: SpanKind.INTERNAL });
    span.setAttributes({ a: 1 });
    span.recordException(new Error('x'));
    expect(span.setSpanOnContext(around)).toBe(around);
    expect(contextManager.getMetadata(span.setSpanOnContext(contextManager.active()))).toBe(
      contextManager.getMetadata(around),
    );
    span.end();
  });
  await tracing.close(1000);
  expect(store.spans).toEqual([]);
});

it('lets endless loops be part of nothing', () => {
  expect(tracing.telemetry.contextManager.root?.()).toBe(ROOT_CONTEXT);
});
