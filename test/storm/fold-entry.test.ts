import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import { pairIdsOf } from '../../src/storm/common-pairs.ts';
import { foldEntryOf, isoTime, parseMember, parseSample } from '../../src/storm/fold-entry.ts';
import { defaultSeverityOrder } from '../../src/storm/severity.ts';

const arrivedAt = Date.UTC(2026, 0, 31, 8, 0, 5);

const alert: Alert = {
  status: 'firing',
  labels: { alertname: 'DiskFull', namespace: 'shop', pod: 'db-0', severity: 'warning' },
  annotations: { summary: 'The disk is full.' },
  startsAt: '2026-01-31T08:00:00.123456789Z',
  generatorURL: 'http://prometheus.example/graph',
  fingerprint: '0123456789abcdef',
};
const { startsAt: _, generatorURL: __, ...bare } = alert;

function entryOf(given: Alert) {
  return foldEntryOf(given, defaultSeverityOrder);
}

describe('an alert on its way into a storm', () => {
  it('carries what is decided by: status, fingerprint, times, severity and pairs', () => {
    expect(entryOf(alert)).toMatchObject({
      status: 'firing',
      fingerprint: '0123456789abcdef',
      startsAtMs: Date.UTC(2026, 0, 31, 8, 0, 0, 123),
      endsAtMs: undefined,
      described: {
        severity: { name: 'warning', rank: 2 },
        pairIds: pairIdsOf(alert.labels, alert.annotations),
      },
    });
  });

  it('carries the end of a resolved one', () => {
    const resolved: Alert = { ...alert, status: 'resolved', endsAt: '2026-01-31T09:30:00+01:00' };
    expect(entryOf(resolved)).toMatchObject({
      status: 'resolved',
      endsAtMs: Date.UTC(2026, 0, 31, 8, 30, 0),
    });
  });

  it('has no start where the sender gave none', () => {
    expect(entryOf(bare).startsAtMs).toBeUndefined();
  });
});

describe('a stored member', () => {
  it('comes back with its resource, its start to the nanosecond, and how often it was received', () => {
    expect(parseMember(`${arrivedAt} ${entryOf(alert).described.member}`, undefined, 3)).toEqual({
      fingerprint: '0123456789abcdef',
      startsAt: '2026-01-31T08:00:00.123456789Z',
      arrivedAt,
      deliveries: 4,
      severity: 'warning',
      resource: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
    });
  });

  it('has an end once it ended', () => {
    const member = parseMember(`${arrivedAt} ${entryOf(alert).described.member}`, arrivedAt + 1500, 0);
    expect(member).toMatchObject({ endsAt: '2026-01-31T08:00:06.500Z', deliveries: 1 });
  });

  it('started when it arrived, where the sender gave no start', () => {
    const member = parseMember(`${arrivedAt} ${entryOf(bare).described.member}`, undefined, 0);
    expect(member.startsAt).toBe('2026-01-31T08:00:05.000Z');
  });

  it('has no namespace where its resource has none', () => {
    const onNode = { ...alert, labels: { alertname: 'DiskFull', node: 'pool-a-1', namespace: 'shop' } };
    const { resource, severity } = parseMember(
      `${arrivedAt} ${entryOf(onNode).described.member}`,
      undefined,
      0,
    );
    expect(resource).toEqual({ kind: 'Node', name: 'pool-a-1' });
    expect(resource).not.toHaveProperty('namespace');
    expect(severity).toBe('none');
  });
});

describe('a stored sample', () => {
  it('is the whole alert but for its status and its end', () => {
    const { status: ___, ...whole } = alert;
    expect(parseSample(entryOf(alert).sample, arrivedAt)).toEqual(whole);
  });

  it('started when it arrived, where the sender gave no start, and has no generatorURL of its own', () => {
    const sample = parseSample(entryOf(bare).sample, arrivedAt);
    expect(sample.startsAt).toBe(isoTime(arrivedAt));
    expect(sample).not.toHaveProperty('generatorURL');
  });
});

describe('any alert', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const name = fc.oneof(
    text,
    fc.constantFrom('__proto__', 'constructor', 'pod', 'node', 'namespace', 'severity'),
  );
  const pairs = fc
    .array(fc.tuple(name, text), { maxLength: 8 })
    .map((entries): Record<string, string> => Object.fromEntries(entries));
  const time = fc
    .date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const anyAlert: fc.Arbitrary<Alert> = fc.record(
    {
      status: fc.constantFrom('firing', 'resolved'),
      labels: pairs.map((labels) => ({ alertname: 'A', ...labels })),
      annotations: pairs,
      startsAt: time,
      generatorURL: text,
      fingerprint: text,
    },
    { requiredKeys: ['status', 'labels', 'annotations', 'fingerprint'] },
  );

  it('comes back as it went in, on one line each', () => {
    fc.assert(
      fc.property(anyAlert, fc.nat(), fc.nat(1000), (given, at, repeats) => {
        const { described, sample } = entryOf(given);
        const { member } = described;
        expect(`${member}${sample}`).not.toMatch(/[\r\n]/);
        const startsAt = given.startsAt ?? isoTime(at);
        expect(parseMember(`${at} ${member}`, undefined, repeats)).toEqual({
          ...{ fingerprint: given.fingerprint, startsAt, arrivedAt: at, deliveries: 1 + repeats },
          severity: given.labels['severity'] || 'none',
          resource: affectedResourceOf(given.labels),
        });
        const { status: ___, ...whole } = given;
        const read = parseSample(sample, at);
        expect(read).toEqual({ ...whole, startsAt });
        const inOrder = Object.entries(given.labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect(Object.entries(read.labels)).toEqual(Object.entries(Object.fromEntries(inOrder)));
      }),
    );
  });
});
