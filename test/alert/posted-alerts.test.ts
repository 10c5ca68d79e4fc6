import { describe, expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { parsePostedAlerts } from '../../src/alert/posted-alerts.ts';
import { UnreadableNotification } from '../../src/alert/read-alerts.ts';

const now = Date.UTC(2026, 5, 1, 12, 0, 0, 500);
const labels = { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'api-1' };
const fingerprint = fingerprintOf(labels);

function readOne(fields: object): Alert | string | undefined {
  const { alerts, rejected } = parsePostedAlerts([{ labels, ...fields }], now);
  return alerts[0] ?? rejected[0]?.reason;
}

describe('a posted alert', () => {
  it('is what Prometheus sends: it fires until a time to come', () => {
    const sent = {
      annotations: { summary: 'restarts' },
      startsAt: '2026-06-01T11:58:00.123456789Z',
      endsAt: '2026-06-01T12:04:00.123Z',
      generatorURL: 'http://prometheus/graph?g0.expr=up',
    };
    expect(readOne(sent)).toEqual({ status: 'firing', labels, fingerprint, ...sent });
  });

  it.each([
    ['long ago', '2026-05-01T00:00:00Z', 'resolved'],
    ['in this very millisecond', '2026-06-01T12:00:00.5Z', 'resolved'],
    ['a millisecond from now', '2026-06-01T12:00:00.501Z', 'firing'],
    ['from now, elsewhere', '2026-06-01T13:30:00+01:00', 'firing'],
    ['before, elsewhere', '2026-06-01T12:30:00+01:00', 'resolved'],
  ])('that ends %s (%s) is %s, and keeps the text', (_, endsAt, status) => {
    expect(readOne({ endsAt })).toMatchObject({ status, endsAt });
  });

  it.each([
    ['left out', {}],
    ['null', { startsAt: null, endsAt: null }],
    ['empty', { startsAt: '', endsAt: '' }],
    ['zero', { startsAt: '0001-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00.000Z' }],
  ])('whose times are %s fires, without a begin and without an end', (_, times) => {
    expect(readOne(times)).toEqual({ status: 'firing', labels, annotations: {}, fingerprint });
  });

  it('is known by its labels alone, whatever it says of its fingerprint and status', () => {
    expect(readOne({ fingerprint: '0000000000000000', status: 'resolved' })).toMatchObject({
      status: 'firing',
      fingerprint,
    });
  });

  it('without a name has one, and the fingerprint of what was sent', () => {
    const unnamed = { pod: 'api-1' };
    expect(readOne({ labels: unnamed })).toMatchObject({
      labels: { alertname: '(unnamed)', pod: 'api-1' },
      fingerprint: fingerprintOf(unnamed),
    });
  });

  it.each([
    ['labels', { labels: {} }, '`labels` is empty: an alert is known by its labels'],
    ['a label', { labels: { pod: 7 } }, '`labels.pod` is a number, not a string'],
    ['startsAt', { startsAt: 'soon' }, '`startsAt` is "soon", not a time such as "2026-01-31T08:00:00Z"'],
    ['endsAt', { endsAt: 12 }, '`endsAt` is 12, not a time such as "2026-01-31T08:00:00Z"'],
    ['size', { annotations: { text: 'x'.repeat(70_000) } }, /^the alert has 70\d+ bytes, more than 65536$/],
  ])('is bad for its %s', (_, fields, reason) => {
    expect(readOne(fields)).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  });
});

describe('a list of posted alerts', () => {
  it('may be empty', () => {
    const nothing = { received: 0, alerts: [], rejected: [], truncated: false };
    expect(parsePostedAlerts([], now)).toEqual(nothing);
  });

  it('is read alert by alert', () => {
    const { received, alerts, rejected } = parsePostedAlerts([{ labels }, 'odd', { labels: [] }], now);
    expect([received, alerts.length]).toEqual([3, 1]);
    expect(rejected).toEqual([
      { index: 1, fault: 'not_an_object', reason: 'the alert is a string, not an object', raw: '"odd"' },
      { index: 2, fault: 'labels', reason: '`labels` is a list, not an object', raw: '{"labels":[]}' },
    ]);
  });

  it.each([
    [{ version: '4', alerts: [] }, 'an object'],
    [null, 'null'],
    ['[]', 'a string'],
  ])('is not %j', (body, kind) => {
    expect(() => parsePostedAlerts(body, now)).toThrow(UnreadableNotification);
    expect(() => parsePostedAlerts(body, now)).toThrow(`the body is ${kind}, not a list`);
  });

  it('holds half a million at most', () => {
    const list: unknown[] = Array.from({ length: 500_001 }, () => 1);
    expect(() => parsePostedAlerts(list, now)).toThrow('the body holds 500001 entries, more than 500000');
  });
});
