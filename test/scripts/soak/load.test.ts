import { describe, expect, it } from 'vitest';

import { parseNotification } from '../../../src/alert/notification.ts';
import { type Notification, notificationFor } from '../../../scripts/soak/body.ts';
import { type Plan, cycleMs, planFault } from '../../../scripts/soak/plan.ts';
import { type Due, Schedule } from '../../../scripts/soak/schedule.ts';

const minute = 60_000;
const plan: Plan = {
  ...{ lastsMs: 30 * minute, rate: 72, fingerprints: 1200, seed: 1 },
  ...{ memoryMs: 5 * minute, retentionMs: 5 * minute },
};
const startMs = Date.parse('2026-01-01T00:00:00Z');

interface Posted {
  readonly fingerprint?: string;
  readonly startsAt?: string;
  readonly status: string;
}

function sentOver(cycles: number): { due: Due; notification: Notification; alerts: Posted[] }[] {
  return new Schedule(plan).until(cycles * cycleMs(plan)).map((due) => {
    const notification = notificationFor(plan, due, startMs);
    const { alerts } = JSON.parse(notification.body) as { alerts: Posted[] };
    return { due, notification, alerts: alerts.filter(({ fingerprint }) => fingerprint !== undefined) };
  });
}

describe('what a soak sends', () => {
  const sent = sentOver(12);

  it('is sent at the rate that was asked for', () => {
    const alerts = sent.reduce((sum, one) => sum + one.alerts.length, 0);
    expect(alerts / ((12 * cycleMs(plan)) / 1000)).toBeCloseTo(72, -1);
  });

  it('is the same whether it is asked for often or seldom', () => {
    const often = new Schedule(plan);
    const pieces = Array.from({ length: 120 }, (_, i) => often.until((i + 1) * 1000)).flat();
    expect(pieces).toEqual(new Schedule(plan).until(120_000));
  });

  it('is repeats to two thirds', () => {
    const sum = (name: 'fresh' | 'repeated' | 'resolved') =>
      sent.reduce((total, { notification }) => total + notification.expected[name], 0);
    const all = sum('fresh') + sum('repeated') + sum('resolved');
    expect(sum('repeated') / all).toBeCloseTo(0.667, 2);
  });

  it('comes to what it says that it must come to: each episode is new once', () => {
    const known = new Map<string, string>();
    for (const { notification, alerts } of sent) {
      const fresh = alerts.filter(({ status, fingerprint = '', startsAt = '' }) => {
        const isNew = status === 'firing' && known.get(fingerprint) !== startsAt;
        known.set(fingerprint, startsAt);
        return isNew;
      });
      expect(fresh).toHaveLength(notification.expected.fresh);
      expect(alerts.filter(({ status }) => status === 'resolved')).toHaveLength(
        notification.expected.resolved,
      );
      expect(alerts).toHaveLength(
        notification.expected.fresh + notification.expected.repeated + notification.expected.resolved,
      );
    }
  });

  it('has as many fingerprints at a time as the plan, and ever new ones', () => {
    const of = (cycle: number) =>
      new Set(
        sent
          .filter(({ due }) => due.cycle === cycle && due.pass === 0)
          .flatMap(({ alerts }) => alerts.map((a) => a.fingerprint)),
      );
    expect(of(0).size).toBe(1200);
    expect(of(10).size).toBe(1200);
    expect([...of(10)].filter((fingerprint) => of(0).has(fingerprint))).toEqual([]);
  });

  it('has exactly the bad alerts that it counts, as the service reads them', () => {
    for (const { notification } of sent.slice(0, 200)) {
      const { rejected } = parseNotification(JSON.parse(notification.body));
      expect(rejected).toHaveLength(notification.expected.rejected);
    }
  });
});

describe('a plan', () => {
  it('can be run as it is by default', () => {
    expect(planFault(plan)).toBeUndefined();
  });

  it.each([
    [{ rate: 600 }, 'at 600 alerts a second at least 6000 fingerprints'],
    [{ fingerprints: 100 }, 'at least 360 fingerprints'],
    [{ memoryMs: 10_000 }, 'memory must be longer'],
  ])('that would count wrongly is refused: %j', (change, words) => {
    expect(planFault({ ...plan, ...change })).toContain(words);
  });
});
