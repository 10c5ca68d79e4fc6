import { expect, it } from 'vitest';

import { ClusterBench } from '../support/cluster-bench.ts';
import { eventually } from '../support/eventually.ts';
import type { RedisCluster } from '../support/redis-cluster.ts';
import { SteadySender, namesFor } from '../support/steady-sender.ts';

/** A slot that no key is in: without it the cluster is not whole, and its masters refuse everything. */
const emptySlot = 100;

/** The connections of workers that wait for jobs, by what each server calls them. */
async function waiting({ nodes }: RedisCluster, prefix: string): Promise<string[]> {
  const lists = nodes.map(async ({ admin, port }) => {
    const lines = String(await admin.client('LIST')).split('\n');
    const theirs = lines.filter((line) => line.includes(`name={${prefix}`));
    return theirs.map((line) => `${port} ${line.split(' ')[0]}`);
  });
  return (await Promise.all(lists)).flat();
}

it('workers that gave up waiting while the cluster was not whole go on once it is', async () => {
  await using bench = await ClusterBench.open();
  const { cluster, service } = bench;
  const names = namesFor(4);
  const first = new SteadySender(service.url, names);
  await eventually(() => names.forEach((name) => expect(first.acceptedOf(name)).toBeGreaterThan(5)));
  const before = await first.stop();
  await service.peek.folded();

  const { prefix } = service.peek.instance.config;
  const old = new Set(await waiting(cluster, prefix));
  const owner = await cluster.ownerOf(emptySlot);
  for (const { admin } of cluster.nodes) await admin.cluster('DELSLOTS', emptySlot);
  // They are asked to come again later, until they take the connection itself for the fault.
  await eventually(async () => {
    expect((await waiting(cluster, prefix)).filter((id) => old.has(id))).toEqual([]);
  });
  await owner.admin.cluster('ADDSLOTS', emptySlot);
  await cluster.agreed();

  const second = new SteadySender(service.url, names);
  await eventually(() => names.forEach((name) => expect(second.acceptedOf(name)).toBeGreaterThan(20)));
  const after = await second.stop();
  expect(old.size).toBeGreaterThan(5);
  const all = names.map((name) => {
    const pods = [before, after].flatMap(({ accepted }) => accepted.get(name) ?? []);
    return [name, [...new Set(pods)]] as const;
  });
  await bench.expectAll({ accepted: new Map(all), refused: new Map() });
});
