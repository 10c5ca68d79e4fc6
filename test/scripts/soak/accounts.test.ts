import { describe, expect, it } from 'vitest';

import { type Accounts, broken, equationsOf } from '../../../scripts/soak/conservation.ts';
import { kindOf } from '../../../scripts/soak/redis-kinds.ts';
import { byLabel } from '../../../scripts/soak/scrape.ts';

const good: Accounts = {
  alerts: {
    ...{ received: 12, queued: 10, excluded: 1, rejected: 1 },
    ...{ opened: 1, folded: 2, repeated: 5, resolved: 2 },
  },
  waiting: { pending: 0, dead: 0 },
  storms: { open: 0, sealed: 0, submitted: 1, failed: 0 },
  stormsEver: { submitted: 1 },
  sent: { received: 12, fresh: 3, repeated: 5, resolved: 2, rejected: 1, excluded: 1 },
  uncertain: 0,
  resources: { count: 1, alerts: 3, twice: [] },
};

function brokenIn(change: Partial<Accounts>): string[] {
  return broken(equationsOf({ ...good, ...change })).map(({ name }) => name);
}

describe('the conservation of a soak', () => {
  it('holds where every alert has its outcome', () => {
    expect(brokenIn({})).toEqual([]);
  });

  it.each<[string, Partial<Accounts>, string[]]>([
    [
      'an alert is lost between',
      { alerts: { ...good.alerts, folded: 1 } },
      [
        'queued = what became of it',
        'alerts in resources = opened + folded',
        'new episodes sent = opened + folded',
      ],
    ],
    [
      'a repeat is taken for new',
      { alerts: { ...good.alerts, folded: 3, repeated: 4 } },
      [
        'alerts in resources = opened + folded',
        'new episodes sent = opened + folded',
        'repeats sent = repeated',
      ],
    ],
    [
      'an alert still waits',
      { waiting: { pending: 1 }, alerts: { ...good.alerts, repeated: 4 } },
      ['alerts that wait = 0', 'repeats sent = repeated'],
    ],
    ['a storm has failed', { storms: { failed: 1 } }, ['storms not submitted = 0']],
    [
      'a resource is missing',
      { resources: { count: 0, alerts: 0, twice: [] } },
      ['resources = storms submitted', 'alerts in resources = opened + folded'],
    ],
    [
      'a resource was written twice',
      { resources: { count: 1, alerts: 3, twice: ['storm-a'] } },
      ['resources written twice = 0'],
    ],
    ['more was counted than sent', { sent: { ...good.sent, received: 11 } }, ['answered 202 = received']],
  ])('is broken where %s', (_, change, names) => {
    expect(brokenIn(change)).toEqual(names);
  });

  it('is not held against what was sent where an answer is missing', () => {
    expect(brokenIn({ uncertain: 3, sent: { ...good.sent, received: 9, fresh: 0 } })).toEqual([]);
  });
});

describe('a key of Redis', () => {
  it.each([
    ['{soak:0}:episode:0a1b', 'episode'],
    ['{soak:3}:storm:ab-12:members', 'storm members'],
    ['{soak:3}:storm:ab-12', 'storm'],
    ['{soak:3}:storms:submitted', 'storms submitted'],
    ['{soak:3}:open:ab:samples', 'open samples'],
    ['{soak:3}:counters', 'counters'],
    ['{soak}:finalize:completed', 'finalize completed'],
    ['{soak}:finalize:ab-12', 'finalize job'],
    ['{soak:1}:aggregate-1:8f2e-0x12', 'aggregate job'],
    ['{soak:1}:aggregate-1:8f2e-0x12:lock', 'aggregate job'],
    ['{soak:1}:aggregate-1:events', 'aggregate events'],
    ['{soak}:instance', 'instance'],
  ])('%s is of the kind %s', (key, kind) => {
    expect(kindOf(key)).toBe(kind);
  });
});

describe('a scrape', () => {
  it('tells a metric by its label, and leaves alone what only begins like it', () => {
    const samples = new Map([
      ['a_total{outcome="x"}', 1],
      ['a_total{outcome="y"}', 2],
      ['a_total_more{outcome="z"}', 3],
    ]);
    expect(byLabel(samples, 'a_total')).toEqual({ x: 1, y: 2 });
  });
});
