import { describe, expect, it } from 'vitest';

import type { Alert } from '../../../src/alert/alert.ts';
import { eventually } from '../../support/eventually.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { minute } from '../../support/store.ts';
import { WorkerBench, podAlert } from '../../support/worker-bench.ts';
import { arrive, correlating, ended, membersOf, nodeDown as downNode, passed, podOn } from './support.ts';

const correlated = { config: { ruleBook: ruleBookOf({ windowMs: 5 * minute, correlate: true }) } };

/** What a node that goes brings about, and a crash loop that has nothing to do with it. */
const nodeDown = podAlert('', {
  ...{ alertname: 'KubeNodeNotReady', namespace: 'monitoring', node: 'worker-3', pod: '' },
  severity: 'critical',
});
const onNode = ['api-7d9f8b6c5-x2x4z', 'cart-6c5d8f7b9-abcde'].map((pod) =>
  podAlert(pod, { alertname: 'KubePodNotReady', node: 'worker-3' }),
);
const crash = podAlert('mail-5f6d7c8b9-zzzzz', { node: 'worker-1' });

async function divided(...alerts: Alert[]) {
  const bench = await WorkerBench.open(correlated);
  await bench.post(...alerts);
  await bench.work();
  await bench.folded();
  await bench.expire();
  return bench;
}

describe('a scope', () => {
  it('makes one resource of each cause, with why each alert is there', async () => {
    await using bench = await divided(crash, ...onNode, nodeDown);
    const storms = await bench.until('submitted', 2);
    const [scope] = await bench.storms('divided');
    expect(scope?.dividedInto?.toSorted()).toEqual(storms.map(({ id }) => id).toSorted());
    const node = storms.find(({ alertCount }) => alertCount === 3);
    expect(node).toMatchObject({
      pattern: { text: 'node worker-3', labels: {} },
      cause: { kind: 'node', name: 'node worker-3', patternCount: 2, scopeId: scope?.id },
      ...{ severity: 'critical', deliveryCount: 3, resolvedCount: 0, fate: 'storm', sealReason: 'expired' },
    });
    const resources = await bench.resources();
    expect(resources.map(({ spec }) => spec.members.length).toSorted((a, b) => a - b)).toEqual([1, 3]);
    const { members = [] } = node ? await bench.instance.reader.members(node, 0, 10) : {};
    expect(members.map(({ alertname, reason }) => [alertname, typeof reason])).toEqual([
      ['KubePodNotReady', 'string'],
      ['KubePodNotReady', 'string'],
      ['KubeNodeNotReady', 'string'],
    ]);
  });

  it('tells the end of an alert that fired twice of its latest firing', async () => {
    await using bench = await correlating();
    await bench.work();
    const first = podOn('worker-3', 'api');
    const again = { ...first, startsAt: '2026-06-01T12:02:00Z' };
    await arrive(bench, 0, downNode('worker-3'), first);
    await arrive(bench, minute, ended(first, '2026-06-01T12:01:00Z'));
    await arrive(bench, 2 * minute, again);
    await passed(bench, 5 * minute);
    const [storm] = await bench.until('submitted', 1);
    await arrive(bench, 6 * minute, ended(again, '2026-06-01T12:06:00Z'));
    const members = await eventually(async () => {
      const after = await bench.instance.reader.storm(storm?.id ?? '');
      expect(after).toMatchObject({ alertCount: 3, resolvedCount: 1, endedLateCount: 1 });
      return membersOf(bench, after);
    });
    expect(members.map(({ endsAt }) => endsAt?.slice(11, 16))).toEqual([undefined, '12:01', '12:06']);
  });

  it('tells it also where the two firings are of two causes', async () => {
    await using bench = await correlating({ window: { kind: 'fixed', ms: 20 * minute } });
    await bench.work();
    const first = podOn('worker-3', 'api');
    const again = { ...first, startsAt: '2026-06-01T12:08:00Z' };
    await arrive(bench, 0, first);
    await arrive(bench, minute, ended(first, '2026-06-01T12:01:00Z'));
    await arrive(bench, 9 * minute, again);
    const [open] = await bench.storms('open');
    await bench.instance.store.seal(open?.id ?? '', true);
    if (open) await bench.fire(open);
    const storms = await bench.until('submitted', 2);
    await arrive(bench, 10 * minute, ended(again, '2026-06-01T12:10:00Z'));
    await eventually(async () => {
      const after = await Promise.all(storms.map(({ id }) => bench.instance.reader.storm(id)));
      const counts = after.map((storm) => [storm?.resolvedCount, storm?.endedLateCount]);
      expect(counts.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
        [0, 1],
        [1, 0],
      ]);
    });
  });
});
