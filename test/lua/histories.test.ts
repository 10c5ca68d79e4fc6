import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FoldRequest } from '../../src/redis/fold.ts';
import type { StormMember, StormState } from '../../src/storm/storm.ts';
import { StoreBench, entry, folded, minute, noon, shop } from '../support/store.ts';

/** What can happen to one pattern. Pods are few, so that repeats, ends and later firings of one episode are common. */
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('notify' as const), alerts: alerts() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 4 * minute }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'rerun' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'seal' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'leave' as const }) },
);

function alerts() {
  const pod = fc.integer({ min: 0, max: 5 });
  const firedAgoMs = fc.integer({ min: 0, max: 10 * minute });
  return fc.array(fc.record({ pod, firedAgoMs, resolved: fc.boolean() }), { minLength: 1, maxLength: 6 });
}

type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;

/** Runs a history the way that the workers would, reruns included, and keeps what must add up. */
class History {
  readonly bench: StoreBench;
  readonly sent = { received: 0, firing: 0, resolved: 0 };
  readonly stormIds = new Set<string>();
  readonly done: FoldRequest[] = [];
  readonly #road: FoldRequest[] = [];

  constructor(bench: StoreBench) {
    this.bench = bench;
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'pass') this.bench.clock.time += step.ms;
    if (step.kind === 'notify') await this.arrive(step.alerts);
    if (step.kind === 'seal') await this.#sealAll();
    if (step.kind === 'rerun') for (const request of this.done.slice(-3)) await this.#foldAgain(request);
    if (step.kind !== 'leave') await this.drain();
  }

  async drain(): Promise<void> {
    for (const request of this.#road.splice(0)) await this.#foldOne(request);
  }

  async arrive(list: { pod: number; firedAgoMs: number; resolved: boolean }[]): Promise<void> {
    const now = this.bench.clock.time;
    const entries = list.map(({ pod, firedAgoMs, resolved }) => {
      const startsAt = now - firedAgoMs;
      return resolved
        ? entry(`pod-${pod}`, { startsAt, status: 'resolved', endsAt: now })
        : entry(`pod-${pod}`, { startsAt });
    });
    this.sent.received += entries.length;
    for (const { status } of entries) this.sent[status] += 1;
    this.#road.push(await this.bench.arrive(entries));
  }

  async #foldOne(request: FoldRequest): Promise<void> {
    for (;;) {
      const reply = await this.bench.store.fold(request);
      if (reply.kind === 'due') {
        await this.bench.store.seal(reply.stormId);
        continue;
      }
      const { storm } = folded(reply);
      if (storm) this.stormIds.add(storm.id);
      this.done.push(request);
      return;
    }
  }

  async #foldAgain(request: FoldRequest): Promise<void> {
    expect(folded(await this.bench.store.fold(request)).again).toBe(true);
  }

  async #sealAll(): Promise<void> {
    for (const id of this.stormIds) await this.bench.store.seal(id);
  }
}

async function membersOf(
  bench: StoreBench,
  id: string,
): Promise<{ members: StormMember[]; alertCount: number }> {
  const storm = await bench.reader.storm(id);
  if (!storm) throw new Error(`storm ${id} is lost`);
  const members: StormMember[] = [];
  for await (const page of bench.reader.allMembers(storm, 3)) members.push(...page);
  expect(members.filter((m) => m.endsAt !== undefined)).toHaveLength(storm.resolvedCount);
  expect(members.reduce((sum, m) => sum + m.deliveries, 0)).toBe(storm.deliveryCount);
  return { members, alertCount: storm.alertCount };
}

describe('any history of one pattern', () => {
  it('counts every alert once, and puts every counted episode into exactly one storm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 25 }), async (history) => {
        await using bench = new StoreBench();
        const run = new History(bench);
        for (const step of history) await run.take(step);
        await run.drain();

        const zero = { received: 0, queued: 0, pending: 0, opened: 0, folded: 0, repeated: 0, resolved: 0 };
        const sums = { ...zero, ...(await bench.counters()) };
        const { received } = run.sent;
        expect(sums).toMatchObject({ received, queued: received, pending: 0 });
        expect(sums.opened + sums.folded + sums.repeated).toBe(run.sent.firing);
        expect(sums.resolved).toBe(run.sent.resolved);
        const storms = await Promise.all([...run.stormIds].map((id) => membersOf(bench, id)));
        const all = storms.flatMap(({ members }) => members);
        expect(all).toHaveLength(sums.opened + sums.folded);
        expect(storms.map(({ members }) => members.length)).toEqual(
          storms.map(({ alertCount }) => alertCount),
        );
        expect(new Set(all.map((m) => `${m.fingerprint}@${m.startsAt}`)).size).toBe(all.length);
        expect(run.stormIds.size).toBe(sums.opened);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the storms of a history', () => {
  it('are the same whether the workers kept up or came back after an outage', async () => {
    const notifications = fc.array(
      fc.record({ afterMs: fc.integer({ min: 1, max: 3 * minute }), alerts: alerts() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(notifications, async (list) => {
        const shapes = [];
        for (const outage of [false, true]) {
          await using bench = new StoreBench();
          const run = new History(bench);
          for (const { afterMs, alerts: of } of list) {
            bench.clock.time += afterMs;
            await run.arrive(of);
            if (!outage) await run.drain();
          }
          bench.clock.time += 60 * minute;
          await run.drain();
          const ids = [...run.stormIds].sort();
          shapes.push(await Promise.all(ids.map(async (id) => [id, await membersOf(bench, id)])));
        }
        expect(shapes[1]).toEqual(shapes[0]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the states of a storm', () => {
  it('all have an index that their storms can be found in', async () => {
    await using bench = new StoreBench();
    const place = bench.keys.partition(Number.parseInt(shop.hash.slice(0, 8), 16) % 4);
    const { storm } = await bench.fold([entry('api-1')]);
    const found: Record<string, boolean> = {};
    const look = async (state: StormState) => {
      found[state] = (await bench.redis.zscore(place.storms(state), storm?.id ?? '')) !== null;
    };
    await look('open');
    bench.clock.time = noon + 5 * minute;
    await bench.store.seal(storm?.id ?? '');
    await look('sealed');
    await bench.store.settle(storm?.id ?? '', 'failed', 'x');
    await look('failed');
    await bench.store.settle(storm?.id ?? '', 'submitted', 'x');
    await look('submitted');

    expect(found).toEqual({ open: true, sealed: true, failed: true, submitted: true });
  });
});
