import { expect, it } from 'vitest';

import { ClusterBench } from '../support/cluster-bench.ts';
import { eventually } from '../support/eventually.ts';
import { moveSlot } from '../support/move-slot.ts';
import { SteadySender, namesFor } from '../support/steady-sender.ts';

it('a partition that moves to a new master while its storm grows loses no alert, and counts none twice', async () => {
  await using bench = await ClusterBench.open();
  const { cluster, service } = bench;
  const names = namesFor(4);
  const moving = 2;
  const sender = new SteadySender(service.url, names);
  const grown = (alerts: number) =>
    eventually(() => names.forEach((name) => expect(sender.acceptedOf(name)).toBeGreaterThan(alerts)));
  await grown(20);
  const fourth = await cluster.addNode();
  const slot = bench.slotOf(moving);
  // Between two keys alerts of the others get through: theirs are elsewhere.
  const others = () => names.filter((_, i) => i !== moving).map((name) => sender.acceptedOf(name));
  const moved = await moveSlot(cluster, slot, fourth, async (n) => {
    if (n > 20) return;
    const before = others();
    await eventually(() => others().forEach((now, i) => expect(now).toBeGreaterThan(before[i] ?? 0)));
  });

  expect(moved).toBeGreaterThan(20);
  expect((await cluster.ownerOf(slot)).id).toBe(fourth.id);
  const before = sender.acceptedOf(names[moving] ?? '');
  await eventually(() => expect(sender.acceptedOf(names[moving] ?? '')).toBeGreaterThan(before + 20));
  const sent = await sender.stop();
  // Later is the only other answer that a sender got.
  expect([...sent.refused.keys()].filter((status) => status !== 503)).toEqual([]);
  await bench.expectAll(sent);
});
