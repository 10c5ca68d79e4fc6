import { describe, expect, it } from 'vitest';

import { type AlertFault, alertFaults } from '../../src/alert/alert.ts';
import { parseNotification } from '../../src/alert/notification.ts';
import { alertLimit } from '../../src/alert/parse-alert.ts';
import { read, readOne, rejectionOf, sent } from './bodies.ts';

/** An alert of exactly this many bytes as JSON. */
function alertOf(bytes: number): Record<string, unknown> {
  const empty = sent({ annotations: { note: '' } });
  const note = 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(empty)));
  return { ...empty, annotations: { note } };
}

describe('an alert is rejected', () => {
  it.each<[string, unknown]>([
    ['the alert is null, not an object', null],
    ['the alert is a string, not an object', 'DiskFull'],
    ['the alert is a number, not an object', 7],
    ['the alert is a list, not an object', [sent()]],
    ['`status` is missing, not "firing" or "resolved"', sent({ status: undefined })],
    ['`status` is null, not "firing" or "resolved"', sent({ status: null })],
    ['`status` is "Firing", not "firing" or "resolved"', sent({ status: 'Firing' })],
    ['`status` is 1, not "firing" or "resolved"', sent({ status: 1 })],
    ['`status` is {"state":"active"}, not "firing" or "resolved"', sent({ status: { state: 'active' } })],
    [`\`status\` is "${'f'.repeat(99)}, not "firing" or "resolved"`, sent({ status: 'f'.repeat(500) })],
    ['`labels` is missing, not an object', sent({ labels: undefined })],
    ['`labels` is null, not an object', sent({ labels: null })],
    ['`labels` is a list, not an object', sent({ labels: [] })],
    ['`labels` is a string, not an object', sent({ labels: 'alertname=A' })],
    ['`labels` is empty: an alert is known by its labels', sent({ labels: {} })],
    ['`labels` is empty: an alert is known by its labels', sent({ labels: { alertname: '', pod: '' } })],
    ['`labels.replicas` is a number, not a string', sent({ labels: { alertname: 'A', replicas: 3 } })],
    ['`labels.pod` is null, not a string', sent({ labels: { alertname: 'A', pod: null } })],
    ['`labels.on` is a boolean, not a string', sent({ labels: { alertname: 'A', on: true } })],
    ['`labels.tags` is a list, not a string', sent({ labels: { alertname: 'A', tags: ['x'] } })],
    ['`labels.pod` is an object, not a string', sent({ labels: { alertname: 'A', pod: {} } })],
    [`\`labels.${'n'.repeat(100)}\` is a number, not a string`, sent({ labels: { ['n'.repeat(101)]: 1 } })],
    ['`startsAt` is "today", not a time such as "2026-01-31T08:00:00Z"', sent({ startsAt: 'today' })],
    ['`startsAt` is 1769846400, not a time such as "2026-01-31T08:00:00Z"', sent({ startsAt: 1769846400 })],
    [
      '`startsAt` is "2026-06-31T00:00:00Z", not a time such as "2026-01-31T08:00:00Z"',
      sent({ startsAt: '2026-06-31T00:00:00Z' }),
    ],
    [
      '`endsAt` is "2026-01-31", not a time such as "2026-01-31T08:00:00Z"',
      sent({ status: 'resolved', endsAt: '2026-01-31' }),
    ],
  ])('because %s', (reason, alert) => {
    const { fault, ...rejection } = rejectionOf(alert);
    expect(rejection).toEqual({ index: 0, reason, raw: JSON.stringify(alert) });
    expect(alertFaults).toContain(fault);
  });

  it.each<[AlertFault, unknown]>([
    ['not_an_object', null],
    ['status', sent({ status: 'Firing' })],
    ['labels', sent({ labels: {} })],
    ['labels', sent({ labels: { alertname: 'A', pod: 1 } })],
    ['timestamp', sent({ startsAt: 'today' })],
    ['too_large', alertOf(alertLimit + 1)],
  ])('for the fault %s', (fault, alert) => {
    expect(rejectionOf(alert).fault).toBe(fault);
  });

  it('with every reason of a body told, and each its own index', () => {
    const { received, alerts, rejected } = read(null, sent(), {}, sent(), sent({ labels: {} }));
    expect([received, alerts.length]).toEqual([5, 2]);
    expect(rejected.map(({ index }) => index)).toEqual([0, 2, 4]);
  });

  it('in well-formed words, also where a long name is cut inside a character', () => {
    const name = `${'n'.repeat(99)}🔥`;
    const { reason } = rejectionOf(sent({ labels: { [name]: 1 } }));
    expect(reason).toBe(`\`labels.${'n'.repeat(99)}\ufffd\` is a number, not a string`);
    const { reason: ofStatus } = rejectionOf(sent({ status: `${'f'.repeat(98)}🔥` }));
    expect(ofStatus.isWellFormed()).toBe(true);
  });
});

describe('the size of an alert', () => {
  it('may be 64 KiB, and not a byte more', () => {
    expect(readOne(alertOf(alertLimit)).annotations['note']).toMatch(/^x{60000,}$/);
    const { reason } = rejectionOf(alertOf(alertLimit + 1));
    expect(reason).toBe('the alert has 65537 bytes, more than 65536');
  });

  it('is measured in bytes, not in characters', () => {
    const fits = sent({ annotations: { note: 'é'.repeat(32_000) } });
    const bytes = Buffer.byteLength(JSON.stringify(fits));
    expect(readOne(fits).annotations['note']).toHaveLength(32_000);
    const over = sent({ annotations: { note: 'é'.repeat(33_000) } });
    expect(rejectionOf(over).reason).toBe(`the alert has ${bytes + 2000} bytes, more than 65536`);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a label', { labels: { alertname: 'A', note: 'x'.repeat(70_000) } }],
    ['the name of a label', { labels: { alertname: 'A', ['x'.repeat(70_000)]: 'y' } }],
    ['many labels', { labels: Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`l${i}`, '1'])) }],
    ['the generatorURL', { generatorURL: 'http://x/'.padEnd(70_000, 'y') }],
    ['a key that nobody knows', { extra: [['x'.repeat(70_000)]] }],
  ])('counts %s', (_, changes) => {
    const alert = sent(changes);
    const bytes = Buffer.byteLength(JSON.stringify(alert));
    expect(rejectionOf(alert).reason).toBe(`the alert has ${bytes} bytes, more than 65536`);
  });

  it('counts what stands beside something nested too deep to be written', () => {
    const depth = 20_000;
    const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
    const large = sent({ annotations: { deep, note: 'x'.repeat(100_000) } });
    const { alerts, rejected } = parseNotification({ alerts: [large] });
    expect(alerts).toEqual([]);
    expect(rejected[0]?.reason).toMatch(/^the alert has 100\d{3} bytes, more than 65536$/);
  });
});

describe('what is kept of a rejected alert', () => {
  it('is all of it up to 64 KiB, and its beginning beyond', () => {
    const { raw } = rejectionOf(alertOf(200_000));
    expect(Buffer.byteLength(raw)).toBe(65_536);
    expect(JSON.stringify(alertOf(200_000)).startsWith(raw)).toBe(true);
  });

  it.each([0, 1, 2, 3])('is cut between characters, never inside one (%i)', (shift) => {
    const alert = sent({ status: 'x'.repeat(shift), annotations: { note: '🔥'.repeat(20_000) } });
    const { raw } = rejectionOf(alert);
    expect(Buffer.byteLength(raw)).toBeGreaterThan(65_536 - 4);
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(65_536);
    expect(JSON.stringify(alert).startsWith(raw)).toBe(true);
  });
});
