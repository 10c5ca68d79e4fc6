import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseNotification } from '../../../src/alert/notification.ts';
import { notificationOf } from '../../../src/cli/simulate/notification.ts';
import { type Round, roundsOf } from '../../../src/cli/simulate/rounds.ts';
import { type Shape, lastBeginMs, simulatedAlerts } from '../../../src/cli/simulate/simulated-alerts.ts';
import { noon } from '../../support/store.ts';

const usual: Shape = {
  ...{ alerts: 100, patterns: 5, rate: 50, durationMs: 10_000, repeats: 3, ha: false, resolve: 0.2, seed: 7 },
};

/** Everything that is posted of a storm, with the round of each. */
function storm(shape: Shape, startMs = noon) {
  const alerts = simulatedAlerts(shape);
  const rounds = roundsOf(shape, alerts);
  return rounds.map((round) => ({ round, body: notificationOf(round, alerts, startMs) }));
}

type Posted = ReturnType<typeof storm>;

const count = (posted: Posted, kind: Round['kind']) =>
  posted.filter(({ round }) => round.kind === kind).length;
const deliveries = (posted: Posted) => posted.flatMap(({ body }) => body.alerts);
const resolved = (posted: Posted) => deliveries(posted).filter(({ status }) => status === 'resolved');
const fingerprints = (posted: Posted) => new Set(deliveries(posted).map(({ fingerprint }) => fingerprint));

describe('the usual storm', () => {
  const posted = storm(usual);

  it('has exactly its alerts, notifications, repeats and ends', () => {
    expect(fingerprints(posted).size).toBe(100);
    // three namespaces: each with new alerts in two rounds, three times again, and once with ends
    expect([count(posted, 'new'), count(posted, 'repeat'), count(posted, 'end')]).toEqual([6, 9, 3]);
    expect(resolved(posted)).toHaveLength(20);
    expect(new Set(resolved(posted).map(({ fingerprint }) => fingerprint)).size).toBe(20);
  });

  it('sends whole namespaces again', () => {
    const again = posted.filter(({ round }) => round.kind !== 'new');
    expect(deliveries(again)).toHaveLength(4 * 100);
  });

  it('has two patterns a namespace, each with one alert at least', () => {
    const patterns = deliveries(posted).map(({ labels }) => `${labels['alertname']} ${labels['namespace']}`);
    expect([...new Set(patterns)].sort()).toEqual([
      'SimulatedPodCrashLooping simulated-1',
      'SimulatedPodCrashLooping simulated-2',
      'SimulatedPodCrashLooping simulated-3',
      'SimulatedPodNotReady simulated-1',
      'SimulatedPodNotReady simulated-2',
    ]);
  });

  it('differs from a run at another time in its times alone', () => {
    const text = JSON.stringify(storm(usual));
    expect(JSON.stringify(posted)).toBe(text);
    const later = JSON.stringify(storm(usual, noon + 3_600_000));
    expect(later).not.toBe(text);
    expect(timeless(later)).toBe(timeless(text));
  });

  it('shares no alert with one of another seed', () => {
    const other = fingerprints(storm({ ...usual, seed: 8 }));
    expect([...fingerprints(posted)].filter((each) => other.has(each))).toEqual([]);
  });
});

const timeless = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

it('is sent twice by a pair, with nothing but the address of the sender changed', () => {
  const pair = storm({ ...usual, ha: true });
  const [first, second] = [0, 1].map((peer) => pair.filter(({ round }) => round.peer === peer));
  expect(first).toEqual(storm(usual));
  expect(second?.map(({ body }) => body.externalURL)).toEqual(
    Array.from({ length: 18 }, () => 'http://simulated-alertmanager-1:9093'),
  );
  const asFirst = second?.map(({ body }) => ({
    ...body,
    externalURL: 'http://simulated-alertmanager-0:9093',
  }));
  expect(asFirst).toEqual(first?.map(({ body }) => body));
});

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    ...{ patterns: fc.integer({ min: 1, max: 9 }), more: fc.nat(40), rate: fc.integer({ min: 1, max: 100 }) },
    ...{ spareMs: fc.nat(9000), repeats: fc.nat(4), ha: fc.boolean() },
    ...{ resolve: fc.double({ min: 0, max: 1, noNaN: true }), seed: fc.nat() },
  })
  .map(({ more, spareMs, ...shape }) => {
    const sized = { ...shape, alerts: shape.patterns + more, durationMs: 0 };
    return { ...sized, durationMs: lastBeginMs(sized) + spareMs };
  });

it('of any shape is made of what the shape says, in order, and can be read', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const posted = storm(shape);
      const times = posted.map(({ round }) => round.atMs);
      const namespaces = Math.ceil(shape.patterns / 2);
      const peers = shape.ha ? 2 : 1;
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(Math.max(...times)).toBeLessThanOrEqual(shape.durationMs);
      expect(fingerprints(posted).size).toBe(shape.alerts);
      expect(resolved(posted)).toHaveLength(peers * Math.round(shape.alerts * shape.resolve));
      expect(count(posted, 'repeat')).toBe(peers * namespaces * shape.repeats);
      for (const { body } of posted) {
        expect(parseNotification(body)).toMatchObject({ rejected: [], truncated: false });
        expect(new Set(body.alerts.map(({ labels }) => labels['namespace']))).toEqual(
          new Set([body.groupLabels.namespace]),
        );
      }
      const names = deliveries(posted).flatMap(({ labels }) => [labels['alertname'], labels['namespace']]);
      expect(names.filter((name) => !/^(Simulated|simulated-\d+$)/.test(name ?? ''))).toEqual([]);
    }),
    { seed: 42, numRuns: 100 },
  );
});
