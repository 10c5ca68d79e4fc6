import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { affectedResourceOf } from '../../src/alert/affected-resource.ts';
import type { Notification } from '../../src/alert/alert.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { parseNotification } from '../../src/alert/notification.ts';
import { UnreadableNotification } from '../../src/alert/read-alerts.ts';
import { patternOf } from '../../src/storm/pattern.ts';
import { read, readOne, sent } from './bodies.ts';

const nothing: Notification = { received: 0, alerts: [], rejected: [], truncated: false };

/** Nothing where the body is unreadable; any other error is a failure. */
function readUnlessUnreadable(body: unknown): Notification {
  try {
    return parseNotification(body);
  } catch (error) {
    if (error instanceof UnreadableNotification) return nothing;
    throw error;
  }
}

function nested(depth: number, open: string, close: string): unknown {
  return JSON.parse(open.repeat(depth) + '0' + close.repeat(depth));
}

describe('labels named like built-in properties', () => {
  const labels = JSON.parse(
    '{"alertname":"A","__proto__":"x","constructor":"y","toString":"z","hasOwnProperty":"w"}',
  ) as Record<string, string>;

  it('are labels like all others', () => {
    const alert = readOne({ ...sent(), labels, fingerprint: '' });
    expect(new Map(Object.entries(alert.labels))).toEqual(new Map(Object.entries(labels)));
    expect(alert.fingerprint).toBe(fingerprintOf(labels));
    expect(Object.getPrototypeOf(alert.labels)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('do not stand in for an alertname that is missing', () => {
    const onlyProto = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
    const alert = readOne(sent({ labels: onlyProto }));
    const kept = new Map(Object.entries(alert.labels));
    expect(kept).toEqual(new Map(Object.entries({ alertname: '(unnamed)', ['__proto__']: 'x' })));
    expect(affectedResourceOf(alert.labels)).toEqual({ kind: 'Unknown', name: '(unnamed)' });
  });

  it('are refused like all others when they are no strings', () => {
    const polluting = JSON.parse('{"alertname":"A","__proto__":{"admin":true}}') as unknown;
    expect(read(sent({ labels: polluting })).rejected[0]?.reason).toBe(
      '`labels.__proto__` is an object, not a string',
    );
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('are kept among annotations too', () => {
    const annotations = JSON.parse('{"__proto__":"x","constructor":{"a":1}}') as unknown;
    expect(Object.entries(readOne(sent({ annotations })).annotations)).toEqual([
      ['__proto__', 'x'],
      ['constructor', '{"a":1}'],
    ]);
  });

  it('are not found in a body that does not have them', () => {
    expect(() => parseNotification(JSON.parse('{"__proto__":{"alerts":[]}}'))).toThrow(
      '`alerts` is missing, not a list',
    );
  });
});

describe('texts that are no Unicode', () => {
  it('have their lone surrogates replaced, wherever they stand', () => {
    const alert = readOne({
      ...sent({ generatorURL: 'http://x/\udc00', fingerprint: 'f\ud800' }),
      labels: { alertname: 'A\ud83d', 'b\udd25': 'c' },
      annotations: { 'd\ud83d': 'e\udd25', list: ['\ud83d'] },
    });
    expect(alert).toMatchObject({
      labels: { alertname: 'A\ufffd', 'b\ufffd': 'c' },
      annotations: { 'd\ufffd': 'e\ufffd' },
      generatorURL: 'http://x/\ufffd',
      fingerprint: 'f\ufffd',
    });
    expect(JSON.stringify(alert)).not.toMatch(/\\ud[89a-f]..(?!\\)/);
  });

  it('have whole pairs left alone', () => {
    expect(readOne(sent({ labels: { alertname: '🔥', 東京: 'наверху' } })).labels).toEqual({
      alertname: '🔥',
      東京: 'наверху',
    });
  });
});

describe.each([10_000, 200_000])('values nested %i deep', (depth) => {
  const list = nested(depth, '[', ']');
  const map = nested(depth, '{"a":', '}');

  it.each<[string, Record<string, unknown>]>([
    ['an annotation', { annotations: { list, map, summary: 'x' } }],
    ['a key that nobody knows', { list, map }],
    ['the generatorURL', { generatorURL: list }],
    ['the fingerprint', { fingerprint: map }],
    ['the end of a firing alert', { endsAt: list }],
  ])('do not cost the alert as %s', (_, changes) => {
    const { alerts, rejected } = parseNotification({ alerts: [sent(changes)] });
    expect(rejected).toEqual([]);
    expect(alerts[0]?.labels).toEqual(sent()['labels']);
  });

  it.each<[string, unknown]>([
    ['the alert', list],
    ['a label', sent({ labels: { alertname: 'A', map } })],
    ['the labels', sent({ labels: list })],
    ['the status', sent({ status: map })],
    ['the start', sent({ startsAt: list })],
  ])('cost only the alert as %s', (_, bad) => {
    const { alerts, rejected, received } = parseNotification({ alerts: [bad, sent()] });
    expect([received, alerts.length, rejected.length]).toEqual([2, 1, 1]);
    expect(Buffer.byteLength(rejected[0]?.reason ?? '')).toBeLessThan(300);
  });

  it('are told in words as the body, its version or its alerts', () => {
    for (const body of [list, { version: map, alerts: [] }, { alerts: map }])
      expect(() => parseNotification(body)).toThrow(UnreadableNotification);
    expect(parseNotification({ alerts: list }).received).toBe(1);
  });
});

describe('whatever JSON comes', () => {
  const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
  const orWhatever = (good: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: good }, json);
  const text = fc.oneof(fc.constantFrom('', 'A', '__proto__', 'namespace', 'pod', '\ud83d'), fc.string());
  const texts = fc.array(fc.tuple(text, orWhatever(text))).map((pairs): unknown => Object.fromEntries(pairs));
  const time = fc.constantFrom('2026-01-31T08:00:00Z', '0001-01-01T00:00:00Z', '', 'never');
  const alert = fc.record(
    {
      status: orWhatever(fc.constantFrom('firing', 'resolved')),
      labels: orWhatever(texts),
      annotations: orWhatever(texts),
      startsAt: orWhatever(time),
      endsAt: orWhatever(time),
      generatorURL: orWhatever(text),
      fingerprint: orWhatever(text),
    },
    { requiredKeys: [] },
  );
  const body = fc.record(
    {
      version: orWhatever(fc.constant('4')),
      alerts: orWhatever(fc.array(orWhatever(alert))),
      truncatedAlerts: json,
    },
    { requiredKeys: ['alerts'] },
  );

  it('is refused as unreadable, or read with every alert accounted for', () => {
    const check = (given: unknown) => {
      const { received, alerts, rejected } = readUnlessUnreadable(given);
      expect(alerts.length + rejected.length).toBe(received);
      for (const { reason, raw } of rejected) expect(reason.isWellFormed() && raw.isWellFormed()).toBe(true);
      for (const { labels, fingerprint } of alerts) {
        expect(Object.hasOwn(labels, 'alertname') && Object.values(labels).every(Boolean)).toBe(true);
        expect(fingerprint).not.toBe('');
        expect(affectedResourceOf(labels).name).not.toBe('');
        expect(patternOf(labels).hash).toMatch(/^[0-9a-f]{16}$/);
      }
    };
    fc.assert(fc.property(fc.oneof({ weight: 4, arbitrary: body }, json), check), { numRuns: 1000 });
  });
});
