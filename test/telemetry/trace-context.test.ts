import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TraceContext } from '../../src/telemetry/trace-context.ts';

const propagator = new TraceContext();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

function read(traceparent: string | string[] | undefined) {
  const getter = { keys: () => ['traceparent'], get: () => traceparent };
  return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, {}, getter));
}

function written(flags: number): Record<string, string> {
  const at = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags });
  const carrier: Record<string, string> = {};
  propagator.inject(at, carrier, { set: (_, key, value) => void (carrier[key] = value) });
  return carrier;
}

describe('a traceparent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, 1],
    [`00-${traceId}-${spanId}-00`, 0],
    [`00-${traceId}-${spanId}-ff`, 255],
    // Of a later version, with more behind what we know.
    [`cc-${traceId}-${spanId}-01-what-the-future-will-be`, 1],
    [` 00-${traceId}-${spanId}-01 `, 1],
  ])('%s is part of a trace', (text, traceFlags) => {
    expect(read(text)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
  });

  it.each([
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-1`,
    `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`,
  ])('%s is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('is written as it is read', () => {
    expect(written(1)).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
    expect(written(0)).toEqual({ traceparent: `00-${traceId}-${spanId}-00` });
  });

  it('is not written where there is no trace', () => {
    const carrier = {};
    const set = () => expect.unreachable();
    propagator.inject(ROOT_CONTEXT, carrier, { set });
    propagator.inject(trace.setSpanContext(ROOT_CONTEXT, { traceId: 'x', spanId, traceFlags: 1 }), carrier, {
      set,
    });
    expect(carrier).toEqual({});
  });

  it('of any text whatever never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => read(text)).not.toThrow();
        expect(() => read([text, text])).not.toThrow();
      }),
    );
  });
});
