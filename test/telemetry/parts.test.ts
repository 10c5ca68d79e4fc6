import { SpanStatusCode } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';

import { StormfoldError } from '../../src/errors.ts';
import { SinkError } from '../../src/sink/sink.ts';
import { samplerOf } from '../../src/telemetry/sampler.ts';
import { Complaints, outspoken } from '../../src/telemetry/spans-out.ts';
import { errorTypeOf, spanOfLine, tellFailure } from '../../src/tracing.ts';
import { recordingLog } from '../http/support.ts';

describe('a sampler', () => {
  it.each([
    ['always_on', 'AlwaysOnSampler'],
    ['always_off', 'AlwaysOffSampler'],
    ['traceidratio', 'TraceIdRatioBased{0.25}'],
    [
      'parentbased_always_on',
      /^ParentBased\{root=AlwaysOnSampler, .*remoteParentNotSampled=AlwaysOffSampler/,
    ],
    ['parentbased_always_off', /^ParentBased\{root=AlwaysOffSampler, /],
    ['parentbased_traceidratio', /^ParentBased\{root=TraceIdRatioBased\{0.25\}, /],
  ])('named %s', (sampler, text) => {
    expect(samplerOf({ sampler, sampleRatio: 0.25 }).toString()).toMatch(text);
  });
});

describe('complaints', () => {
  it('are made once a minute', () => {
    const { log, lines } = recordingLog();
    const clock = { time: 0 };
    const complaints = new Complaints(log, () => clock.time);
    for (const time of [0, 59_999, 60_000, 61_000, 130_000]) {
      clock.time = time;
      complaints.say(`at ${time}`);
    }
    expect(lines.map(({ error }) => error)).toEqual(['at 0', 'at 60000', 'at 130000']);
  });

  it('are made of an export that failed, and of no other', async () => {
    const { log, lines } = recordingLog();
    const results = [{ code: 0 }, { code: 1, error: new Error('connect ECONNREFUSED') }];
    type Told = Parameters<SpanExporter['export']>[1];
    const exporter = outspoken(
      {
        export: (_, told) => told(results.shift() as Parameters<Told>[0]),
        shutdown: () => Promise.resolve(),
      },
      new Complaints(log),
    );
    const told: unknown[] = [];
    for (let i = 0; i < 2; i++) exporter.export([], (result) => told.push(result.code));
    await exporter.forceFlush?.();
    expect(lines).toMatchObject([{ level: 'warn', error: 'connect ECONNREFUSED', msg: 'traces are lost' }]);
    expect(told).toEqual([0, 1]);
  });
});

describe('what a span says of an error', () => {
  class Unforeseen extends Error {}

  it.each<[string, unknown]>([
    ['invalid', new SinkError('secret', { verdict: 'never', reason: 'invalid' })],
    ['StormfoldError', new StormfoldError('secret')],
    ['Unforeseen', new Unforeseen('secret')],
    ['TypeError', new TypeError('secret')],
    ['TimeoutError', new DOMException('secret', 'TimeoutError')],
    ['_OTHER', 'secret'],
  ])('is %s', (type, error) => {
    expect(errorTypeOf(error)).toBe(type);
  });

  it('is an error’s kind and nothing else', () => {
    const said: unknown[] = [];
    tellFailure(
      {
        setStatus: (status) => said.push(status) as never,
        setAttribute: (...pair) => said.push(pair) as never,
      },
      'invalid',
    );
    expect(said).toEqual([{ code: SpanStatusCode.ERROR }, ['error.type', 'invalid']]);
  });
});

it('a line outside of any span says of none', () => {
  expect(spanOfLine()).toEqual({});
});
