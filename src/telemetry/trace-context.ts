import {
  type Context,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';

// A version above ours may have more fields behind the flags, and is read as far as we know it; `ff` is none.
const pattern = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

const header = 'traceparent';

/**
 * W3C Trace Context: which span something is part of, as a line of text. Without `tracestate`, which is what other
 * vendors want carried along, and which any member of a trace may leave out.
 */
export class TraceContext implements TextMapPropagator {
  inject(of: Context, carrier: unknown, setter: TextMapSetter): void {
    const at = trace.getSpanContext(of);
    if (!at || !isSpanContextValid(at)) return;
    const flags = at.traceFlags.toString(16).padStart(2, '0');
    setter.set(carrier, header, `00-${at.traceId}-${at.spanId}-${flags}`);
  }

  /** What can't be read is no trace: the work then begins one of its own. */
  extract(of: Context, carrier: unknown, getter: TextMapGetter): Context {
    const sent = getter.get(carrier, header);
    const at = parse(Array.isArray(sent) ? sent[0] : sent);
    return at && isSpanContextValid(at) ? trace.setSpanContext(of, { ...at, isRemote: true }) : of;
  }

  fields(): string[] {
    return [header];
  }
}

function parse(text: string | undefined): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = pattern.exec(text?.trim() ?? '') ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}
