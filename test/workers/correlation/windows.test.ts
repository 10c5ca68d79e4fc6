import { describe, expect, it } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import type { RuleSettings } from '../../../src/rules/rule.ts';
import { eventually } from '../../support/eventually.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { minute, noon } from '../../support/store.ts';
import { WorkerBench } from '../../support/worker-bench.ts';
import {
  arrive,
  correlating,
  ended,
  membersOf,
  nodeDown,
  passed,
  podOn,
  shapeOf,
  single,
} from './support.ts';

const second = 1000;

async function opened(settings: Partial<RuleSettings> = {}): Promise<WorkerBench> {
  const bench = await correlating(settings);
  await bench.work();
  return bench;
}

describe('the window of a cause', () => {
  it('begins with its own first alert, whatever else stood in the scope', async () => {
    await using bench = await opened();
    await arrive(bench, 0, single('mail'));
    await arrive(bench, 4 * minute, nodeDown('worker-3'));
    await arrive(bench, 6 * minute, podOn('worker-3', 'api'), podOn('worker-3', 'cart'));
    const first = await bench.until('submitted', 1);
    expect(first.map(shapeOf)).toEqual([['Deployment/shop/mail', 1, 1, 0, 0, 5 * minute]]);
    const [open] = await bench.storms('open');
    expect(open).toMatchObject({ alertCount: 3, severity: 'critical', openedAt: noon + 4 * minute });
    expect(open?.sealAt).toBe(noon + 9 * minute);

    await passed(bench, 9 * minute);
    const both = await bench.until('submitted', 2);
    expect(both.map(shapeOf)).toContainEqual(['node worker-3', 3, 3, 0, 4 * minute, 9 * minute]);
    expect(await bench.storms('open', 'sealed')).toEqual([]);
  });

  it('ends with those that end within a quarter of it', async () => {
    await using bench = await opened();
    await arrive(bench, 0, single('mail'));
    await arrive(bench, 75 * second, single('cart'));
    await arrive(bench, 75 * second + 1, single('api'));
    await passed(bench, 5 * minute);
    const storms = await bench.until('submitted', 2);
    expect(storms.map(({ cause }) => cause?.name ?? '').toSorted()).toEqual([
      'Deployment/shop/cart',
      'Deployment/shop/mail',
    ]);
    const [open] = await bench.storms('open');
    expect(open).toMatchObject({ alertCount: 1, sealAt: noon + 75 * second + 1 + 5 * minute });
  });

  it('goes on counting what was carried over: repeats and ends, before and after', async () => {
    await using bench = await opened();
    await arrive(bench, 0, single('mail'));
    const [pod, other] = [podOn('worker-3', 'api'), podOn('worker-3', 'cart')];
    await arrive(bench, 3 * minute, nodeDown('worker-3'), pod, other);
    await arrive(bench, 4 * minute, pod, ended(other, '2026-06-01T12:04:00Z'));
    await passed(bench, 5 * minute);
    await bench.until('submitted', 1);
    await arrive(bench, 6 * minute, pod);
    await arrive(bench, 7 * minute, ended(pod, '2026-06-01T12:07:00Z'));
    await passed(bench, 8 * minute);
    const storms = await bench.until('submitted', 2);
    const node = storms.find(({ alertCount }) => alertCount === 3);
    // Each delivery while it stood open counts, in whichever storm: three first ones, two repeats, two ends.
    expect(node && shapeOf(node)).toEqual(['node worker-3', 3, 7, 2, 3 * minute, 8 * minute]);
    await arrive(bench, 9 * minute, ended(nodeDown('worker-3'), '2026-06-01T12:09:00Z'));
    const after = await eventually(async () => {
      const storm = await bench.instance.reader.storm(node?.id ?? '');
      expect(storm).toMatchObject({ resolvedCount: 2, endedLateCount: 1 });
      return storm;
    });
    const members = await membersOf(bench, after);
    expect(members.map(({ endsAt }) => endsAt?.slice(11, 19))).toEqual(['12:09:00', '12:07:00', '12:04:00']);
  });

  it('ends at once for an urgent cause, and goes on for others', async () => {
    await using bench = await opened({
      urgent: [parseMatchers('severity="critical"')],
      urgentWaitMs: 10 * second,
    });
    await arrive(bench, 0, single('mail'));
    await arrive(bench, 20 * second, nodeDown('worker-3'), podOn('worker-3', 'api'));
    await passed(bench, 30 * second);
    const storms = await bench.until('submitted', 1);
    expect(storms.map(shapeOf)).toEqual([['node worker-3', 2, 2, 0, 20 * second, 30 * second]]);
    expect(storms[0]?.sealReason).toBe('urgent');
    const [open] = await bench.storms('open');
    expect(open).toMatchObject({ alertCount: 1, sealAt: noon + 5 * minute });
  });

  it('ends for all by force', async () => {
    await using bench = await opened();
    await arrive(bench, 0, single('mail'));
    await arrive(bench, 4 * minute, single('api'));
    const [open] = await bench.storms('open');
    await bench.instance.store.seal(open?.id ?? '', true);
    if (open) await bench.fire(open);
    const storms = await bench.until('submitted', 2);
    expect(storms.map(({ sealReason }) => sealReason)).toEqual(['forced', 'forced']);
    expect(await bench.storms('open', 'sealed')).toEqual([]);
  });

  it('ends for all where a scope is full', async () => {
    const ruleBook = ruleBookOf({ windowMs: 5 * minute, correlate: true });
    const correlation = { ...ruleBook.correlation, maxAlerts: 3 };
    await using bench = await WorkerBench.open({ config: { ruleBook: { ...ruleBook, correlation } } });
    await bench.work();
    await arrive(bench, 0, single('mail'));
    await arrive(bench, 4 * minute, single('api'), single('cart'), single('shop'));
    const storms = await bench.until('submitted', 3);
    expect(storms.map(({ sealReason }) => sealReason)).toEqual(['full', 'full', 'full']);
    expect(await bench.storms('open')).toMatchObject([{ alertCount: 1 }]);
  });

  it('is followed by another of the same cause, for what it brings about later', async () => {
    await using bench = await opened();
    await arrive(bench, 0, nodeDown('worker-3'), podOn('worker-3', 'api'));
    await passed(bench, 5 * minute);
    const [first] = await bench.until('submitted', 1);
    await arrive(bench, 6 * minute, podOn('worker-3', 'cart'), podOn('worker-3', 'mail'), single('shop'));
    await passed(bench, 11 * minute);
    const storms = await bench.until('submitted', 3);
    const later = storms.filter(({ id }) => id !== first?.id);
    expect(later.map(({ cause, alertCount, previousId }) => [cause?.name, alertCount, previousId])).toEqual(
      expect.arrayContaining([
        ['node worker-3', 2, first?.id],
        ['Deployment/shop/shop', 1, undefined],
      ]),
    );
    const node = later.find(({ alertCount }) => alertCount === 2);
    const reasons = (await membersOf(bench, node)).map(({ reason }) => reason);
    expect(reasons.filter((reason) => !reason?.includes('worker-3'))).toEqual([]);
    // Long after, nothing is known of it any more.
    await arrive(bench, 20 * minute, podOn('worker-3', 'cart-2'), podOn('worker-3', 'mail-2'));
    await passed(bench, 25 * minute);
    const last = await bench.until('submitted', 5);
    expect(last.filter(({ cause }) => cause?.name === 'node worker-3')).toHaveLength(2);
  });
});
