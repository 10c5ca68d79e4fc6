import { describe, expect, it } from 'vitest';

import type { Alert } from '../../../src/alert/alert.ts';
import { partitionOf } from '../../../src/storm/pattern.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { noon } from '../../support/store.ts';
import { pods, Timeline } from '../../support/timeline.ts';

type Limits = { maxStorms?: number; maxAlerts?: number };

async function limited({ maxStorms, maxAlerts }: Limits): Promise<Timeline> {
  const tenants = { label: 'namespace', maxStorms, maxAlerts };
  const ruleBook = { ...ruleBookOf({ windowMs: 60_000 }), tenants };
  return Timeline.of({}, [], { config: { ruleBook } });
}

/** One alert of each of so many patterns in a namespace. */
function patterns(count: number, namespace = 'shop', first = 1): Alert[] {
  return Array.from({ length: count }, (_, i) =>
    pods(1, { alertname: `Alert${first + i}`, namespace }),
  ).flat();
}

async function storms({ bench }: Timeline): Promise<string[]> {
  const all = await bench.storms('open', 'submitted');
  return all.map(({ pattern, alertCount }) => `${pattern.text}: ${alertCount}`).sort();
}

describe('a tenant at its limit of storms', () => {
  it('has what would open another folded into one overflow storm; others are not touched', async () => {
    await using line = await limited({ maxStorms: 2 });
    await line.at(0, ...patterns(6), ...patterns(2, 'billing'));
    await line.at(1, ...pods(2, { alertname: 'Alert1', first: 2 }), ...patterns(3));

    expect(await storms(line)).toEqual([
      ...['Alert1 in billing: 1', 'Alert1 in shop: 3', 'Alert2 in billing: 1', 'Alert2 in shop: 1'],
      'overflow of shop: 4',
    ]);
    expect(await line.bench.instance.counters.read()).toMatchObject({
      opened: 5,
      folded: 5,
      repeated: 3,
      pending: 0,
    });
    await line.until(60);
    await line.bench.until('submitted', 5);
    const overflow = (await line.bench.resources()).find(
      ({ spec }) => spec.pattern.text === 'overflow of shop',
    );
    expect(overflow?.spec).toMatchObject({
      alertCount: 4,
      rule: 'overflow',
      pattern: { labels: { namespace: 'shop' } },
    });
  });

  it('has room again once a storm is sealed, also where a worker was away meanwhile', async () => {
    await using line = await limited({ maxStorms: 1 });
    await line.bench.rest();
    await line.bench.post(...patterns(1));
    line.bench.clock.time = noon + 59_999;
    await line.bench.post(...patterns(1, 'shop', 2));
    line.bench.clock.time = noon + 60_000;
    await line.bench.post(...patterns(1, 'shop', 3));
    line.bench.clock.time = noon + 3600_000;
    await line.bench.work();
    await line.bench.folded();
    await line.until(3600);
    await line.bench.until('submitted', 3);

    expect(await storms(line)).toEqual(['Alert1 in shop: 1', 'Alert3 in shop: 1', 'overflow of shop: 1']);
  });

  it('has all its storms in one partition', async () => {
    await using line = await limited({ maxStorms: 3 });
    await line.at(0, ...patterns(9));
    const ids = (await line.bench.storms('open')).map(({ id }) => id);

    expect(ids).toHaveLength(4);
    expect(new Set(ids.map((id) => partitionOf(id.slice(0, 16), 4))).size).toBe(1);
  });
});

describe('a tenant at its limit of alerts', () => {
  it('has what is over it in the overflow storm, none dropped', async () => {
    await using line = await limited({ maxAlerts: 4 });
    await line.at(0, ...pods(3), ...pods(3, { alertname: 'PodDown' }), ...pods(3, { namespace: 'billing' }));
    await line.at(1, ...pods(1, { first: 4 }));

    expect(await storms(line)).toEqual([
      ...['KubePodCrashLooping in billing: 3', 'KubePodCrashLooping in shop: 3', 'PodDown in shop: 1'],
      'overflow of shop: 3',
    ]);
    expect(await line.bench.instance.counters.read()).toMatchObject({ opened: 4, folded: 6, pending: 0 });
  });
});

describe('alerts without the label', () => {
  it('belong to nobody, and are not limited', async () => {
    await using line = await limited({ maxStorms: 1 });
    await line.at(0, ...patterns(4).map(withoutNamespace));

    expect(await storms(line)).toEqual(['Alert1: 1', 'Alert2: 1', 'Alert3: 1', 'Alert4: 1']);
  });
});

function withoutNamespace(alert: Alert): Alert {
  const { namespace: _namespace, ...labels } = alert.labels;
  return { ...alert, labels, fingerprint: alert.fingerprint.replace(/^./, 'f') };
}
