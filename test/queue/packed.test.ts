import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { type QueuedFoldJob, foldSchema, parseJob } from '../../src/queue/jobs.ts';
import { pack, unpack } from '../../src/queue/packed.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { plain } from '../support/unpacked.ts';

function podAlert(pod: string, more: Partial<Alert> = {}): Alert {
  return {
    ...{ status: 'firing', fingerprint: `of-${pod}`, startsAt: '2026-01-31T08:00:00Z' },
    labels: { alertname: 'KubePodCrashLooping', namespace: 'shop', pod },
    annotations: { summary: 'It restarts.', description: `${pod} restarts.` },
    generatorURL: 'http://prometheus.example/graph',
    ...more,
  };
}

describe('the alerts of a job', () => {
  it('have what all of them say alike written once', () => {
    expect(
      pack([podAlert('a'), podAlert('b', { status: 'resolved', endsAt: '2026-01-31T09:00:00Z' })]),
    ).toEqual({
      shared: {
        labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
        annotations: { summary: 'It restarts.' },
        generatorURL: 'http://prometheus.example/graph',
      },
      alerts: [
        {
          ...{ fingerprint: 'of-a', startsAt: '2026-01-31T08:00:00Z' },
          ...{ labels: { pod: 'a' }, annotations: { description: 'a restarts.' } },
        },
        {
          ...{ fingerprint: 'of-b', status: 'resolved' },
          ...{ startsAt: '2026-01-31T08:00:00Z', endsAt: '2026-01-31T09:00:00Z' },
          ...{ labels: { pod: 'b' }, annotations: { description: 'b restarts.' } },
        },
      ],
    });
  });

  it('say by themselves what one of them leaves out', () => {
    const { generatorURL: _, startsAt: __, ...bare } = podAlert('b', { annotations: {} });
    const { shared, alerts } = pack([podAlert('a'), bare]);
    expect(shared).toEqual({
      ...{ labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' }, annotations: {} },
    });
    expect(alerts[1]).toEqual({ fingerprint: 'of-b', labels: { pod: 'b' } });
    expect(alerts[0]?.generatorURL).toBe('http://prometheus.example/graph');
  });

  it('come back as they were, whatever they say', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 5 });
    const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'pod', 'alertname', '1'));
    const pairs = fc.array(fc.tuple(name, fc.oneof(text, fc.constantFrom('x', ''))), { maxLength: 6 }).map(
      // Makes own properties of all names.
      (entries): Record<string, string> => Object.fromEntries(entries),
    );
    const time = fc.constantFrom('2026-01-31T08:00:00Z', '2026-01-31T08:00:00.123456789Z');
    const anyAlert: fc.Arbitrary<Alert> = fc.record(
      {
        status: fc.constantFrom('firing', 'resolved'),
        ...{ labels: pairs, annotations: pairs, startsAt: time, endsAt: time },
        ...{ generatorURL: fc.constantFrom('http://a', 'http://b'), fingerprint: text },
      },
      { requiredKeys: ['status', 'labels', 'annotations', 'fingerprint'] },
    );
    fc.assert(
      fc.property(fc.array(anyAlert, { minLength: 1, maxLength: 5 }), (alerts) => {
        const queued = JSON.parse(JSON.stringify(pack(alerts))) as ReturnType<typeof pack>;
        expect(unpack(queued).map(plain)).toEqual(alerts.map((alert) => ({ ...alert })));
      }),
    );
  });
});

it("a job's pattern comes back with all of its labels, whatever they are called", () => {
  const labels = JSON.parse('{ "alertname": "A", "__proto__": "x", "constructor": "y" }') as Alert['labels'];
  const pattern = patternOf(labels, { by: ['...'] });
  const job = { schema: foldSchema, requestId: 'r', pattern, truncated: false, ...pack([podAlert('a')]) };
  const read = parseJob.fold(JSON.parse(JSON.stringify(job)));
  expect(Object.entries(read.pattern.labels)).toEqual(Object.entries(labels));
  expect(() => parseJob.fold({ ...job, pattern: { ...pattern, labels: 'x' } })).toThrow(/labels/);
});

describe('a job of the version before', () => {
  const head = {
    ...{ requestId: 'r', pattern: patternOf({ alertname: 'A' }), truncated: false },
  };

  it('holds every alert whole', () => {
    const alerts = [podAlert('a'), podAlert('b', { status: 'resolved' })];
    const read = parseJob.fold({ ...head, schema: 1, alerts });
    expect(read.alerts.map(plain)).toEqual(alerts);
    expect(read.schema).toBe(1);
  });

  it('is told from one that nobody knows', () => {
    const data: QueuedFoldJob = { ...head, schema: foldSchema, ...pack([podAlert('a')]) };
    expect(parseJob.fold(data).alerts.map(plain)).toEqual([podAlert('a')]);
    expect(() => parseJob.fold({ ...data, schema: 3 })).toThrow(/expected 2/);
    expect(() => parseJob.fold({ ...data, shared: 'x' })).toThrow(/shared/);
  });
});
