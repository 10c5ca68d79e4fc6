import { expect, it } from 'vitest';

import type { Alert } from '../../src/alert/alert.ts';
import { placementOf } from '../../src/redis/placement.ts';
import { partitionOf, scopeOf } from '../../src/storm/pattern.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { ruleBookOf } from '../support/rule-book.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { minute, noon } from '../support/store.ts';
import { podAlert } from '../support/worker-bench.ts';

/** A cluster whose scope travels through this partition. */
function clusterIn(partition: number): string {
  for (let n = 0; ; n++)
    if (partitionOf(scopeOf({ cluster: `c${n}` }, 'cluster').hash, 4) === partition) return `c${n}`;
}

const workload = (cluster: string, name: string, more: object = {}, rest: Partial<Alert> = {}) =>
  podAlert(`${name}-7d9f8b6c5-x2x4z`, { cluster, ...more }, rest);
const node = (cluster: string) =>
  podAlert('', { cluster, alertname: 'KubeNodeNotReady', node: 'worker-3', pod: '', severity: 'critical' });
const onNode = (cluster: string, name: string, rest: Partial<Alert> = {}) =>
  workload(cluster, name, { alertname: 'KubePodNotReady', node: 'worker-3' }, rest);
const ended = (at: number): Partial<Alert> => {
  return { status: 'resolved', endsAt: new Date(noon + at).toISOString() };
};

const shapeOf = ({ pattern, cause, alertCount, resolvedCount, endedLateCount, openedAt }: Storm) =>
  [pattern.text, cause?.kind, alertCount, resolvedCount, endedLateCount, (openedAt - noon) / minute] as const;

it('two scopes on two masters: each is divided by cause, carries over, and counts what comes late', async () => {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await RedisCluster.start({}));
  const ruleBook = ruleBookOf({ windowMs: 5 * minute, correlate: true });
  // Of this prefix it is known that its partitions lie on all three.
  const place = { redisUrl: redis.url, prefix: 'stormfold', ruleBook };
  const service = stack.use(await ServiceBench.open(place));
  const { peek, clock } = service;
  const masters = placementOf(peek.instance.redis, 'stormfold', 4)?.masters ?? {};
  const clusters = Object.values(masters).flatMap(([first]) =>
    first === undefined ? [] : [clusterIn(first)],
  );
  const [one = '', two = ''] = clusters;
  const arrive = async (atMs: number, ...of: ((cluster: string) => Alert)[]) => {
    clock.time = noon + atMs;
    const alerts = of.flatMap((each) => [each(one), each(two)]);
    expect(await service.post({ version: '4', alerts })).toMatchObject({ status: 202 });
    await peek.folded();
  };
  const passed = async (atMs: number) => {
    clock.time = noon + atMs;
    await peek.fireAll(clock.time);
  };

  await arrive(
    0,
    node,
    (c) => onNode(c, 'api'),
    (c) => workload(c, 'mail'),
  );
  await arrive(
    minute,
    (c) => onNode(c, 'cart'),
    (c) => workload(c, 'mail'),
    (c) => onNode(c, 'api', ended(minute)),
  );
  await arrive(4 * minute, (c) => workload(c, 'shop'));
  await passed(5 * minute);
  await peek.until('submitted', 4);
  expect(await peek.storms('open')).toMatchObject([{ alertCount: 1 }, { alertCount: 1 }]);
  await arrive(
    6 * minute,
    (c) => onNode(c, 'cart', ended(6 * minute)),
    (c) => workload(c, 'shop', {}, ended(6 * minute)),
  );
  await passed(9 * minute);
  const storms = await peek.until('submitted', 6);

  const of = (cluster: string) =>
    storms.filter(({ id }) => id.startsWith(scopeOf({ cluster }, 'cluster').hash));
  for (const cluster of [one, two])
    expect(
      of(cluster)
        .map(shapeOf)
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
    ).toEqual([
      [`KubePodCrashLooping in shop of cluster ${cluster}`, 'workload', 1, 0, 0, 0],
      [`KubePodCrashLooping in shop of cluster ${cluster}`, 'workload', 1, 1, 0, 4],
      ['node worker-3', 'node', 3, 1, 1, 0],
    ]);
  expect(await peek.storms('open', 'sealed', 'failed')).toEqual([]);
  const divided = await peek.storms('divided');
  expect(divided.flatMap(({ dividedInto = [] }) => dividedInto).toSorted()).toEqual(
    storms.map(({ id }) => id).toSorted(),
  );
  const told = (await peek.resources()).map(({ spec }) => spec.alertCount);
  expect(told.toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, 3, 3]);
  expect(await peek.instance.counters.read()).toMatchObject({
    ...{ received: 18, queued: 18, opened: 2, folded: 8, repeated: 2, resolved: 6, pending: 0 },
    ...{ sealedStorms: 6, submittedStorms: 6 },
  });
});
