import { expect, it } from 'vitest';

import { ClusterBench } from '../support/cluster-bench.ts';
import { eventually } from '../support/eventually.ts';
import { SteadySender, namesFor } from '../support/steady-sender.ts';

it('a master that is killed is followed by its replica: what that had goes on, and the rest is refused meanwhile', async () => {
  await using bench = await ClusterBench.open({ replicas: true, nodeTimeoutMs: 1500 });
  const { cluster, service } = bench;
  const names = namesFor(4);
  const first = new SteadySender(service.url, names);
  await eventually(() => names.forEach((name) => expect(first.acceptedOf(name)).toBeGreaterThan(20)));
  const before = await first.stop();
  const owner = await cluster.ownerOf(bench.slotOf(1));
  // What no replica has would be lost with the master: that is what waiting for replicas is for.
  await service.peek.folded();
  await eventually(async () => expect(await owner.admin.wait(1, 1000)).toBe(1));

  await owner.kill('SIGKILL');
  await eventually(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(503));
  const second = new SteadySender(service.url, names);
  await eventually(() => names.forEach((name) => expect(second.acceptedOf(name)).toBeGreaterThan(20)));
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  const after = await second.stop();

  expect((await cluster.ownerOf(bench.slotOf(1))).id).not.toBe(owner.id);
  expect([...after.refused.keys()]).toEqual([503]);
  // The second told of the same pods again, and of others.
  const all = names.map((name) => {
    const pods = [before, after].flatMap(({ accepted }) => accepted.get(name) ?? []);
    return [name, [...new Set(pods)]] as const;
  });
  await bench.expectAll({ accepted: new Map(all), refused: new Map() });
});
