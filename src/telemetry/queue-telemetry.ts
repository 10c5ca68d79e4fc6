import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  type Attributes,
  type ContextManager,
  type Exception,
  type Span,
  SpanKind,
  type SpanOptions,
  type Telemetry,
} from 'bullmq';
import { BullMQOTelSpan, BullMQOtel } from 'bullmq-otel';

import { errorTypeOf, tellFailure } from '../tracing.ts';

/**
 * What BullMQ tells of jobs, as spans: that one was added, and that one was worked on. Not the rest: idle workers look
 * for jobs, extend locks and check for dead ones all day, and each of that would be a trace of its own.
 */
export class QueueTelemetry implements Telemetry<Context> {
  readonly contextManager: ContextManager<Context>;
  readonly #plain = new BullMQOtel({ tracerName: 'bullmq' });

  constructor() {
    const { contextManager } = this.#plain;
    // Without it, BullMQ's endless loops would be part of whatever had started them.
    this.contextManager = Object.assign(contextManager, { root: () => ROOT_CONTEXT });
  }

  readonly tracer = {
    startSpan: (name: string, options?: SpanOptions, parent?: Context): Span<Context> => {
      if (options?.kind !== SpanKind.PRODUCER && options?.kind !== SpanKind.CONSUMER) return untold;
      const started = this.#plain.tracer.startSpan(name, options, parent);
      return started instanceof BullMQOTelSpan ? new JobSpan(started.span) : started;
    },
  };
}

/** A job's results and errors are told by kind alone: an error's message may quote an alert. */
class JobSpan extends BullMQOTelSpan {
  override addEvent(name: string, _attributes?: Attributes): void {
    this.span.addEvent(name);
    if (name === 'job failed') tellFailure(this.span, 'job_failed');
  }

  override recordException(exception: Exception): void {
    tellFailure(this.span, errorTypeOf(exception));
  }
}

const untold: Span<Context> = {
  setSpanOnContext: (of) => of,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};
