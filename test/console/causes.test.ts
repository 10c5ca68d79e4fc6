import { expect, it } from 'vitest';

import type { Numbers, Section, StormPageView } from '../../src/console/views.ts';
import { EventStream } from '../support/event-stream.ts';
import { correlated, nodeDeath } from '../support/node-death.ts';
import { minute } from '../support/store.ts';
import { ServiceBench } from '../support/service-bench.ts';

it("tells of a scope's storm until it is divided, and then of the storms of its causes", async () => {
  await using bench = await ServiceBench.open(correlated);
  await using list = await EventStream.open(`${bench.url}/console/overview`);
  await bench.post({ version: '4', alerts: nodeDeath });
  const open = await list.until<Section>('openStorms', ({ storms }) => storms[0]?.alerts === 4);
  expect(open.storms).toMatchObject([{ pattern: 'everything', isScope: true }]);
  expect(open.storms[0]).not.toHaveProperty('cause');
  const id = open.storms[0]?.id ?? '';
  await using own = await EventStream.open(`${bench.url}/console/storms/${id}`);
  const before = await own.until<StormPageView>('storm', ({ storm }) => storm.state === 'open');
  expect([before.storm.isScope, before.divided]).toEqual([true, undefined]);

  await bench.expire();
  const submitted = await list.until<Section>('submittedStorms', ({ total }) => total === 2);
  const named = submitted.storms.map(({ pattern, cause, patterns }) => [pattern, cause, patterns]);
  expect(named.map(String).toSorted()).toEqual([
    'KubePodCrashLooping in shop,Deployment/shop/mail,1',
    'node worker-3,node worker-3,2',
  ]);
  // It was one storm, and is two; of four firing alerts.
  const numbers = await list.until<Numbers>('numbers', (n) => n.submitted === 2);
  expect(numbers).toMatchObject({ fired: 4, opened: 2 });
  const { divided } = await own.until<StormPageView>(
    'storm',
    (view) => view.divided?.storms.every(({ state }) => state === 'submitted') ?? false,
  );
  expect(divided?.total).toBe(2);
  expect(divided?.storms.map((storm) => storm.id).toSorted()).toEqual(
    submitted.storms.map((storm) => storm.id).toSorted(),
  );

  const node = submitted.storms.find(({ cause }) => cause === 'node worker-3');
  await using page = await EventStream.open(`${bench.url}/console/storms/${node?.id}`);
  const { storm } = await page.until<StormPageView>('storm', () => true);
  expect(storm).toMatchObject({ cause: 'node worker-3', causeKind: 'node', patterns: 2, scopeId: id });
});

it('says how many alerts went over into the next storm of the scope', async () => {
  await using bench = await ServiceBench.open(correlated);
  const [first, ...later] = nodeDeath;
  await bench.post({ version: '4', alerts: [first] });
  await bench.peek.folded();
  bench.clock.time += 4 * minute;
  await bench.post({ version: '4', alerts: later });
  await bench.peek.folded();
  const [scope] = await bench.peek.storms('open');
  await bench.expire(2 * minute);
  await using page = await EventStream.open(`${bench.url}/console/storms/${scope?.id}`);
  const { divided } = await page.until<StormPageView>('storm', ({ storm }) => storm.state === 'divided');
  expect([divided?.total, divided?.storms.map(({ alerts }) => alerts), divided?.carried]).toEqual([
    1,
    [1],
    3,
  ]);
});

it('finds storms by the names of their causes', async () => {
  await using bench = await ServiceBench.open(correlated);
  await bench.post({ version: '4', alerts: nodeDeath });
  await bench.peek.until('open', 1);
  await bench.expire();
  await bench.peek.until('submitted', 2);
  await using stream = await EventStream.open(`${bench.url}/console/overview?pattern=WORKER-3`);
  const { found, total, storms } = await stream.until<Section>('submittedStorms', () => true);
  expect([total, found, storms.map(({ cause }) => cause)]).toEqual([2, 1, ['node worker-3']]);
});
