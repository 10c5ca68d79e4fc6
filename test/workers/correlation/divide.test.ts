import { describe, expect, it } from 'vitest';

import type { Alert } from '../../../src/alert/alert.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { minute } from '../../support/store.ts';
import { WorkerBench, podAlert } from '../../support/worker-bench.ts';

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
});
