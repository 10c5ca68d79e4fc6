import { describe, expect, it } from 'vitest';

import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { parseNotification } from '../../src/alert/notification.ts';
import { UnreadableNotification } from '../../src/alert/read-alerts.ts';
import { read, readOne, sent } from './bodies.ts';

const advice = 'Send the body of an Alertmanager webhook, version 4, as it is.';

function refusalOf(body: unknown): { message: string; advice: string | undefined } {
  try {
    parseNotification(body);
  } catch (error) {
    if (!(error instanceof UnreadableNotification)) throw error;
    return { message: error.message, advice: error.advice };
  }
  throw new Error('it was read');
}

describe('a notification as a whole', () => {
  it.each([undefined, null, '', '3', '4', 3, 4])('is read with version %j', (version) => {
    expect(parseNotification({ version, alerts: [sent()] }).alerts).toHaveLength(1);
  });

  it.each([
    ['5', '"5"'],
    [5, '5'],
    [true, 'true'],
    [['4'], '["4"]'],
    [{}, '{}'],
    ['v4', '"v4"'],
    ['5'.repeat(500), `"${'5'.repeat(99)}`],
  ])('is refused with version %j', (version, shown) => {
    const message = `\`version\` is ${shown}, not "4"`;
    expect(refusalOf({ version, alerts: [] })).toEqual({ message, advice });
  });

  it.each([
    [null, 'null'],
    [undefined, 'missing'],
    [[], 'a list'],
    ['alerts', 'a string'],
    [42, 'a number'],
    [true, 'a boolean'],
  ])('is refused when the body is %j', (body, kind) => {
    expect(refusalOf(body)).toEqual({ message: `the body is ${kind}, not an object`, advice });
  });

  it.each([
    [undefined, 'missing'],
    [null, 'null'],
    [{}, 'an object'],
    ['[]', 'a string'],
    [0, 'a number'],
  ])('is refused when `alerts` is %j', (alerts, kind) => {
    expect(refusalOf({ version: '4', alerts })).toEqual({
      message: `\`alerts\` is ${kind}, not a list`,
      advice,
    });
  });

  it('may be empty', () => {
    const nothing = { received: 0, alerts: [], rejected: [], truncated: false };
    expect(parseNotification({ alerts: [] })).toEqual(nothing);
  });

  it('knows by `truncatedAlerts` that the sender cut alerts off', () => {
    const truncatedBy = (truncatedAlerts: unknown) =>
      parseNotification({ alerts: [], truncatedAlerts }).truncated;
    expect([14, 1].map(truncatedBy)).toEqual([true, true]);
    expect([0, -1, undefined, null, '14', {}].map(truncatedBy)).not.toContain(true);
  });

  it('tells nothing by what was computed over the group: only the alerts count', () => {
    const body = {
      ...{ version: '4', status: 'resolved', receiver: 'team/x\\.y', groupKey: '{}:{}' },
      ...{
        groupLabels: { alertname: 'Other' },
        commonLabels: { namespace: 'other' },
        commonAnnotations: null,
      },
      alerts: [sent({ status: 'firing' })],
    };
    expect(parseNotification(body)).toEqual(read(sent()));
  });

  it('may hold keys that nobody knows yet', () => {
    const alert = { ...sent(), mood: { deep: [1, { x: null }] }, values: null };
    const body = { notification_reason: 'x', routeLabels: { a: 'b' }, '': 1, alerts: [alert] };
    expect(parseNotification(body)).toEqual(read(sent()));
  });

  it('keeps the good alerts beside the bad ones, each in its place', () => {
    const alerts = Array.from({ length: 20 }, (_, i) => sent({ fingerprint: `f${i}` }));
    const { received, alerts: good, rejected } = read(...alerts.with(7, { ...sent(), status: 'sad' }));
    expect([received, good.length]).toEqual([20, 19]);
    expect(good.map(({ fingerprint }) => fingerprint)).not.toContain('f7');
    expect(rejected).toEqual([
      {
        index: 7,
        fault: 'status',
        reason: '`status` is "sad", not "firing" or "resolved"',
        raw: JSON.stringify({ ...sent(), status: 'sad' }),
      },
    ]);
  });
});

describe('one alert', () => {
  it('is kept as it was sent, to the nanosecond', () => {
    const { endsAt: _, ...kept } = sent();
    expect(readOne(sent())).toEqual(kept);
  });

  it('has an end only when it is resolved, and only when that is not the zero time', () => {
    const endsAt = '2026-01-31T09:00:00.000000001+01:00';
    expect(readOne(sent({ status: 'resolved', endsAt })).endsAt).toBe(endsAt);
    expect(readOne(sent({ endsAt }))).not.toHaveProperty('endsAt');
    expect(readOne(sent({ status: 'resolved' }))).not.toHaveProperty('endsAt');
    expect(readOne(sent({ endsAt: 'whenever' }))).not.toHaveProperty('endsAt');
  });

  it.each([undefined, null, '', '0001-01-01T00:00:00Z', '0001-01-01T01:00:00+01:00'])(
    'has no start when startsAt is %j',
    (startsAt) => {
      expect(readOne(sent({ startsAt }))).not.toHaveProperty('startsAt');
    },
  );

  it('becomes (unnamed) without an alertname, its fingerprint still that of the labels as sent', () => {
    const unnamed = readOne(sent({ labels: { namespace: 'shop' }, fingerprint: undefined }));
    expect(unnamed.labels).toEqual({ alertname: '(unnamed)', namespace: 'shop' });
    expect(unnamed.fingerprint).toBe(fingerprintOf({ namespace: 'shop' }));
    const empty = sent({ labels: { alertname: '', namespace: 'shop' }, fingerprint: undefined });
    expect(readOne(empty)).toEqual(unnamed);
  });

  it('loses labels that are empty, as in Prometheus', () => {
    const { labels } = readOne(sent({ labels: { alertname: 'A', namespace: '', '': '', pod: 'x' } }));
    expect(labels).toEqual({ alertname: 'A', pod: 'x' });
  });

  it.each([undefined, null, '', 42, ['x'], 'x'.repeat(257)])(
    'has its fingerprint computed when that was sent as %j',
    (fingerprint) => {
      const labels = { alertname: 'HAProbe', case: 'err25', namespace: 't' };
      expect(readOne(sent({ labels, fingerprint })).fingerprint).toBe('3cf592f21c5da81e');
    },
  );

  it.each(['fp1', 'mem123abc', 'x'.repeat(256)])('keeps the fingerprint %j', (fingerprint) => {
    expect(readOne(sent({ fingerprint })).fingerprint).toBe(fingerprint);
  });

  it.each([undefined, null, '', 7, {}])('has no generatorURL when that is %j', (generatorURL) => {
    expect(readOne(sent({ generatorURL }))).not.toHaveProperty('generatorURL');
  });

  it.each([undefined, null, [], 'text', 3])('has no annotations when they are %j', (annotations) => {
    expect(readOne(sent({ annotations })).annotations).toEqual({});
  });

  it('has annotations of text only: anything else is written as JSON, and null is left out', () => {
    const annotations = {
      text: 'x',
      empty: '',
      number: 1.5,
      yes: true,
      list: [1, 'a'],
      none: null,
      map: { a: {} },
    };
    expect(readOne(sent({ annotations })).annotations).toEqual({
      ...{ text: 'x', empty: '', number: '1.5', yes: 'true', list: '[1,"a"]', map: '{"a":{}}' },
    });
  });
});
