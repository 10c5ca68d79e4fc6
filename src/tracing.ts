import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  context,
  trace,
} from '@opentelemetry/api';

import { StormfoldError } from './errors.ts';

// Everything here does next to nothing until a tracer is registered, which only the composition root does.

/** What is told of the service's own work. No label or annotation of an alert but its pattern: they may hold secrets. */
export const spanKeys = {
  stormId: 'stormfold.storm.id',
  pattern: 'stormfold.pattern',
  alerts: 'stormfold.alerts',
  outcome: 'stormfold.outcome',
} as const;

interface SpanTerms {
  /** Of few different texts: what varies belongs into the attributes. */
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  /** Of what the work threw, where its own kind says too little. */
  readonly errorType?: (error: unknown) => string;
}

/** Asked for each time: one that is kept would go on writing to a tracer that has been shut down. */
export function tracer(): Tracer {
  return trace.getTracer('stormfold');
}

/** Does a piece of work in a span of its own, which ends with it, and says by what kind of error the work failed. */
export async function inSpan<T>(
  { name, kind = SpanKind.INTERNAL, attributes, errorType = errorTypeOf }: SpanTerms,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer().startSpan(name, { kind, attributes });
  try {
    return await asPartOf(span, () => work(span));
  } catch (error) {
    tellFailure(span, errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Runs something as part of a span that somebody else ends. */
export function asPartOf<T>(span: Span, work: () => T, base: Context = context.active()): T {
  return context.with(trace.setSpan(base, span), work);
}

/** Never an error's message: an API server's quotes what it was sent. */
export function tellFailure(span: Pick<Span, 'setStatus' | 'setAttribute'>, errorType: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', errorType);
}

/** The kind of an error: the reason that it gives itself, else the name of its class. */
export function errorTypeOf(error: unknown): string {
  if (error instanceof StormfoldError && 'reason' in error && typeof error.reason === 'string')
    return error.reason;
  if (!(error instanceof Error)) return '_OTHER';
  return error.name === 'Error' ? error.constructor.name : error.name;
}

/** For the lines of a log: which span they were written in. Empty outside of one. */
export function spanOfLine(): { trace_id?: string; span_id?: string } {
  const at = trace.getSpanContext(context.active());
  return at === undefined ? {} : { trace_id: at.traceId, span_id: at.spanId };
}
