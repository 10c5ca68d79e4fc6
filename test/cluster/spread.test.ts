import { afterAll, beforeAll, expect, it } from 'vitest';

import { keysFor } from '../../src/redis/keys.ts';
import { placementOf } from '../../src/redis/placement.ts';
import { ClusterBench } from '../support/cluster-bench.ts';
import { SteadySender, namesFor } from '../support/steady-sender.ts';
import { eventually } from '../support/eventually.ts';
import { WorkerBench } from '../support/worker-bench.ts';

let bench: ClusterBench;
beforeAll(async () => {
  bench = await ClusterBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

it('the partitions lie where their tags say, and by default on every master', async () => {
  const { redis } = bench.service.peek.instance;
  const [a, b, c] = bench.cluster.masters.map(({ port }) => `127.0.0.1:${port}`);
  const { masters, idle } = placementOf(redis, 'stormfold', 4) ?? {};

  expect(masters).toEqual({ [a ?? '']: [0, 1], [b ?? '']: [3], [c ?? '']: [2] });
  expect(idle).toEqual([]);
});

it('each partition has its keys on the master that it is said to be on, and on no other', async () => {
  const { cluster, service } = bench;
  const { config, redis } = service.peek.instance;
  const sender = new SteadySender(service.url, namesFor(4));
  await eventually(() => namesFor(4).forEach((name) => expect(sender.acceptedOf(name)).toBeGreaterThan(5)));
  const sent = await sender.stop();
  expect([...sent.refused]).toEqual([]);
  const said = placementOf(redis, config.prefix, 4)?.masters ?? {};
  for (const { admin, port } of cluster.masters) {
    const found = [0, 1, 2, 3].map(async (partition) => {
      const { queuePrefix } = keysFor(config.prefix).partition(partition);
      return (await admin.keys(`${queuePrefix}*`)).length > 0 ? [partition] : [];
    });
    expect((await Promise.all(found)).flat()).toEqual(said[`127.0.0.1:${port}`]);
  }
  await bench.expectAll(sent);
});

it('workers that have just begun come to rest, however often', async () => {
  for (let i = 0; i < 10; i++) {
    await using workers = await WorkerBench.open({ config: { redisUrl: bench.cluster.url } });
    await workers.work();
    await expect(workers.rest()).resolves.toBeUndefined();
  }
});
