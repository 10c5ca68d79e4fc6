import { describe, expect, it } from 'vitest';

import { CounterReader } from '../../src/redis/counters.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { eventually } from '../support/eventually.ts';
import { Scrape } from '../support/scrape.ts';
import { killAll } from './harness/kill-all.ts';
import { deliver } from './harness/notification.ts';
import { plainRules } from './harness/rules.ts';
import { World, type WorldPlan } from './harness/world.ts';

// All that is sent must arrive before the first seal: only then is each repeat a delivery of a storm.
const windowMs = 45_000;
const plan: WorldPlan = {
  ...{ fsync: 'always', sink: 'directory', rules: plainRules(windowMs) },
  ...{ intakes: 1, workers: [{}, {}] },
};
const soon = { timeout: 60_000, interval: 2 };
const atRest = { timeout: 120_000, interval: 250 };
const podsOfEach = 6;

/** Six pods of one pattern, of which one has ended; beside them one excluded alert and three that can't be read. */
function bodyOf(pattern: number, status: 'firing' | 'resolved'): object {
  const named = (alertname: string, more: object = {}) => ({
    ...{ status, annotations: {}, startsAt: '2026-06-01T11:59:00Z', endsAt: '2026-06-01T12:30:00Z' },
    labels: { alertname, namespace: 'shop', severity: 'warning', ...more },
  });
  const pods = Array.from({ length: podsOfEach }, (_, i) => named(`Fault${pattern}`, { pod: `pod-${i}` }));
  const bad = [{ ...named('Bad'), status: 'sad' }, { ...named('Bad'), labels: {} }, 'nonsense'];
  return {
    version: '4',
    alerts: status === 'resolved' ? pods.slice(0, 1) : [...pods, named('Watchdog'), ...bad],
  };
}

/** What Alertmanager would send of these patterns: each twice, and then that one alert has ended. */
function bodiesOf(from: number, to: number): object[] {
  const patterns = Array.from({ length: to - from }, (_, i) => from + i);
  return (['firing', 'firing', 'resolved'] as const).flatMap((status) =>
    patterns.map((p) => bodyOf(p, status)),
  );
}

/** Sends them in this order, eight at a time; each until it is taken. `answered` says how many were so far. */
function sending(world: World, bodies: readonly object[]) {
  const left = bodies.values();
  const state = { answered: 0 };
  const lane = async () => {
    for (const body of left) {
      await deliver(world.urls, body);
      state.answered += 1;
    }
  };
  return { state, done: Promise.all(Array.from({ length: 8 }, lane)) };
}

/** The laws that hold whenever somebody looks. */
function expectConserved(scrape: Scrape): void {
  const alerts = scrape.by('stormfold_alerts_total', 'outcome');
  const waiting = scrape.by('stormfold_alerts_waiting', 'state');
  const of = (...outcomes: string[]) => outcomes.reduce((sum, outcome) => sum + (alerts[outcome] ?? 0), 0);
  const kept = of('opened', 'folded', 'repeated', 'resolved', 'joined', 'muted', 'discarded');
  expect(of('received')).toBe(of('queued', 'excluded', 'rejected'));
  expect(of('queued')).toBe(kept + (waiting['pending'] ?? 0) + (waiting['dead'] ?? 0));
  const reasons = Object.values(scrape.by('stormfold_alerts_rejected_total', 'reason'));
  expect(reasons.reduce((a, b) => a + b, 0)).toBe(of('rejected'));
}

async function untilAllSubmitted(world: World, storms: number): Promise<Scrape> {
  return eventually(async () => {
    const scrape = await Scrape.of(world.urls[0] ?? '');
    expect(scrape.one('stormfold_redis_up')).toBe(1);
    expectConserved(scrape);
    expect(scrape.by('stormfold_storms', 'state')).toEqual({
      ...{ open: 0, sealed: 0, submitted: storms, failed: 0, dropped: 0, discarded: 0, divided: 0 },
    });
    return scrape;
  }, atRest);
}

describe('the counters, with everything killed while posting, while folding and while submitting', () => {
  it('agree exactly with the resources', async () => {
    await using world = await World.open(plan);
    const sums = () => new CounterReader(world.redis.client, keysFor(world.prefix), 4).read();

    const first = sending(world, bodiesOf(0, 20));
    await eventually(() => expect(first.state.answered).toBeGreaterThan(12), soon);
    const [unanswered] = [60 - first.state.answered, await killAll(world)];
    await first.done;

    for (const worker of world.workers) worker.signal('SIGSTOP');
    await sending(world, bodiesOf(20, 40)).done;
    const { opened: before = 0 } = await sums();
    for (const worker of world.workers) worker.signal('SIGCONT');
    const folding = await eventually(async () => {
      const { opened = 0, pending = 0 } = await sums();
      expect(opened).toBeGreaterThan(before);
      return pending;
    }, soon);
    await killAll(world);

    const submitted = await eventually(async () => {
      const { submittedStorms = 0 } = await sums();
      expect(submittedStorms).toBeGreaterThan(0);
      return submittedStorms;
    }, atRest);
    await killAll(world);
    const scrape = await untilAllSubmitted(world, 40);

    // Each time there was something to interrupt.
    expect(unanswered).toBeGreaterThan(0);
    expect(folding).toBeGreaterThan(0);
    expect(submitted).toBeLessThan(40);
    expect(world.slots.flatMap(({ surprises }) => surprises)).toEqual([]);

    const resources = await world.resources();
    const total = (field: 'alertCount' | 'deliveryCount') =>
      resources.reduce((sum, { spec }) => sum + spec[field], 0);
    const alerts = scrape.by('stormfold_alerts_total', 'outcome');
    const storms = scrape.by('stormfold_storms_total', 'outcome');
    const of = (...outcomes: string[]) => outcomes.reduce((sum, outcome) => sum + (alerts[outcome] ?? 0), 0);
    expect(resources).toHaveLength(40);
    expect(storms).toMatchObject({ sealed: 40, submitted: 40, forced: 0, dropped: 0, discarded: 0 });
    expect(total('alertCount')).toBe(40 * podsOfEach);
    expect([of('opened'), of('opened', 'folded')]).toEqual([40, total('alertCount')]);
    expect(total('deliveryCount')).toBe(of('opened', 'folded', 'repeated', 'resolved'));
    expect(total('deliveryCount')).toBe(of('queued'));
    expect(scrape.by('stormfold_alerts_waiting', 'state')).toEqual({ pending: 0, dead: 0 });
    // Every firing body that was taken brought three bad alerts, one excluded and six others, however often it was taken.
    const reasons = scrape.by('stormfold_alerts_rejected_total', 'reason');
    const taken = of('excluded');
    expect(taken).toBeGreaterThanOrEqual(80);
    expect(reasons).toEqual({
      ...{ status: taken, labels: taken, not_an_object: taken, timestamp: 0, too_large: 0, unknown: 0 },
    });
    expect(of('opened', 'folded', 'repeated')).toBe(taken * podsOfEach);
    expect(of('resolved')).toBeGreaterThanOrEqual(40);
  }, 240_000);
});
