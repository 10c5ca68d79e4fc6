import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { FoldEntry } from '../../src/storm/fold-entry.ts';
import { arriveCalls } from '../../src/redis/arrive.ts';
import { keysFor } from '../../src/redis/keys.ts';
import { type RedisServer, startRedis } from '../../src/redis/server/start-redis.ts';
import type { FoldRequest } from '../../src/redis/fold.ts';
import { ScopeStorms } from '../../src/redis/scope-storms.ts';
import { StormReader } from '../../src/redis/storm-reader.ts';
import { StormStore } from '../../src/redis/storm-store.ts';
import { type PlannedCause, causeStormId, causeStormOf } from '../../src/storm/cause-storm.ts';
import { scopeOf } from '../../src/storm/pattern.ts';
import { entry, folded, minute, noon, plainTerms, shop, storeSettings } from '../support/store.ts';

/** One master that owns every slot: it refuses what crosses slots, and keys that a script did not declare. */
describe('on a Redis in cluster mode', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis({ say: () => undefined, args: ['--cluster-enabled', 'yes'] });
    redis = new Redis(server.url);
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await redis.ping();
  }, 60_000);
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('every script runs on the keys that it declares, all in one slot', async () => {
    const keys = keysFor('cluster');
    const clock = { time: noon, now: () => clock.time };
    const store = new StormStore(redis, keys, { ...storeSettings, partitions: 1 }, clock);
    const entries = [entry('api-1'), entry('api-1'), entry('api-2', { status: 'resolved', endsAt: noon })];
    const jobs = ['a.0.3', 'b.0.3'].map((id) => ({ id, data: { alerts: entries } }));
    const rejected = [{ requestId: 'r', index: 0, fault: 'labels' as const, reason: 'odd', raw: '{}' }];
    const call = arriveCalls(keys, clock)({ partition: 0, received: 7, excluded: 0, jobs, rejected });
    await redis.eval(call.text, call.keys.length, ...call.keys, ...call.args);
    const request = {
      jobId: 'a.0.3',
      requestId: 'r',
      pattern: shop,
      truncated: true,
      entries,
      terms: plainTerms,
      acks: ['x.0.1'],
    };
    const { storm } = folded(await store.fold(request));
    clock.time = noon + plainTerms.windowMs;

    expect(storm?.opened).toBe(true);
    expect(await store.discardPending(0, 'b.0.3', 3)).toBe(true);
    expect((await store.seal(storm?.id ?? '')).kind).toBe('sealed');
    expect((await store.settle(storm?.id ?? '', 'failed', 'x')).kind).toBe('settled');
    expect((await store.settle(storm?.id ?? '', 'submitted', 'x')).kind).toBe('settled');
  });

  it('so do they with tenants, mutes, flaps, expiries, cooldowns and what comes late', async () => {
    const keys = keysFor('rules');
    const clock = { time: noon, now: () => clock.time };
    const store = new StormStore(redis, keys, { ...storeSettings, partitions: 1 }, clock);
    const tenant = { label: 'namespace', name: 'shop', maxAlerts: 2 };
    const terms = { ...plainTerms, cooldownMs: minute, flapAfter: 1, maxAlerts: 5, updates: true };
    const fold = async (id: string, entries: FoldEntry[], more: Partial<FoldRequest> = {}) => {
      const jobs = [{ id, data: { alerts: entries } }];
      const share = { partition: 0, received: entries.length, excluded: 0, jobs, rejected: [] };
      const call = arriveCalls(keys, clock)(share);
      await redis.eval(call.text, call.keys.length, ...call.keys, ...call.args);
      const request = {
        jobId: id,
        requestId: 'r',
        pattern: shop,
        truncated: false,
        entries,
        terms,
        acks: [],
      };
      return folded(await store.fold({ ...request, tenant, ...more }));
    };
    const again = entry('api-1', { startsAt: noon + minute });
    const first = await fold(
      'a.0.5',
      ['api-1', 'api-2', 'api-3']
        .map((pod) => entry(pod, { endsAt: noon + 10 * minute }))
        .concat(again, entry('api-4')),
    );
    const muted = [[noon, noon + minute] as const];
    expect((await fold('b.0.1', [entry('api-5')], { muted })).sums.muted).toBe(1);
    expect(first.storms).toHaveLength(2);
    clock.time += plainTerms.windowMs;
    for (const { id } of first.storms) expect((await store.seal(id)).kind).toBe('sealed');
    const [sealed] = first.storms;
    const ended = entry('api-2', { status: 'resolved', endsAt: clock.time });
    const { late } = await fold('c.0.2', [ended, entry('api-6')]);

    expect(late.map(({ kind }) => kind)).toEqual(['ended', 'joined']);
    expect(await store.late(sealed?.id ?? '', late)).toMatchObject({ kind: 'recorded', wanted: true });
    expect(await store.updated(sealed?.id ?? '', 1)).toBe(true);
    expect((await store.settle(sealed?.id ?? '', 'dropped', 'x')).kind).toBe('settled');
  });

  it("so do they where a scope's storm is divided, and a part of it is carried over", async () => {
    const keys = keysFor('causes');
    const clock = { time: noon, now: () => clock.time };
    const settings = { ...storeSettings, partitions: 1 };
    const store = new StormStore(redis, keys, settings, clock);
    const reader = new StormReader(redis, keys, 1, clock);
    const scopes = new ScopeStorms({ redis, keys, runner: store.runner, reader, clock, ...settings });
    const ends = { endsAt: noon + 10 * minute };
    const entries = [entry('api-1', ends), entry('api-2', ends), entry('api-1', ends), entry('api-3', ends)];
    const jobs = [{ id: 'a.0.4', data: { alerts: entries } }];
    const call = arriveCalls(keys, clock)({ partition: 0, received: 4, excluded: 0, jobs, rejected: [] });
    await redis.eval(call.text, call.keys.length, ...call.keys, ...call.args);
    const terms = { ...plainTerms, flapAfter: 1, correlate: true as const };
    const head = { jobId: 'a.0.4', requestId: 'r', pattern: scopeOf({}, 'cluster'), acks: [] };
    const { storm } = folded(await store.fold({ ...head, terms, entries, truncated: false }));
    clock.time += terms.windowMs;
    expect((await store.seal(storm?.id ?? '')).kind).toBe('sealed');

    const scope = await reader.storm(storm?.id ?? '');
    if (!scope) throw new Error('the storm of the scope is lost');
    const members = await scopes.members(scope);
    const id = causeStormId(scope.id, 'one');
    const cause: PlannedCause = { id, kind: 'workload', name: 'api', members: [0, 1].map((n) => [n, 'why']) };
    const made = causeStormOf(scope, cause, members, { severityOrder: ['warning'], samples: 5 });
    expect(await scopes.divide(scope.id, made)).toMatchObject({ kind: 'divided', state: 'sealed' });
    const next = { id: causeStormId(scope.id, 'carried'), openedAt: noon, until: clock.time + minute };
    const carried = { ...next, step: 1, members: members.slice(2), rankOf: () => 0 };
    expect((await scopes.carry(scope, carried)).open).toEqual({ id: next.id, sealAt: next.until });
    expect((await scopes.carry(scope, carried)).open).toEqual({ id: next.id, sealAt: next.until });
    expect((await store.settle(scope.id, 'divided', id)).kind).toBe('settled');
    expect(await scopes.carriedTo(scope.id, 0)).toEqual({ id: next.id, ordinal: 0 });
    const [one, two] = await Promise.all([id, next.id].map((each) => reader.storm(each)));
    expect(one).toMatchObject({ state: 'sealed', alertCount: 2, deliveryCount: 3 });
    expect(two).toMatchObject({ state: 'open', alertCount: 1, deliveryCount: 1 });
  });
});
