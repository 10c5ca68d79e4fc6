import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { ClusterControl } from '../faults/harness/cluster-control.ts';
import { eventually } from '../support/eventually.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { namesFor } from '../support/steady-sender.ts';
import { podAlert } from '../support/worker-bench.ts';

const all = [0, 1, 2, 3];
const each = 5000;
/** Without it the others would refuse too, once they have given that one up. */
const goOn = ['--cluster-require-full-coverage', 'no'];

it('while one master is away the workers fold what waits on the others, and then the rest', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-one-away-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const cluster = await ClusterControl.start({ dir: folder, fsync: 'everysec', args: goOn });
  stack.defer(() => cluster.stop());
  // Of this prefix it is known that its partitions lie on all three.
  const place = { redisUrl: cluster.env['REDIS_URL'] ?? '', prefix: 'stormfold' };
  const service = stack.use(await ServiceBench.open(place));
  const { keys, counters } = service.peek.instance;
  const pendingOf = async (partitions: readonly number[]) => {
    const sums = partitions.map((i) => cluster.client.hget(keys.partition(i).counters, 'pending'));
    return (await Promise.all(sums)).map(Number);
  };

  const holders = await Promise.all(all.map((i) => cluster.holderOf(keys.partition(i).counters)));
  // A storm that opens is armed where no partition is: without that one, all wait.
  const shared = await cluster.holderOf(keys.instance);
  const gone = holders.find((holder) => holder !== shared);
  const others = all.filter((i) => holders[i] !== gone);
  for (const alertname of namesFor(all.length)) {
    const alerts = Array.from({ length: each }, (_, i) => podAlert(`${alertname}-${i}`, { alertname }));
    expect(await service.post({ version: '4', alerts })).toMatchObject({ status: 202 });
  }
  await gone?.signal('SIGKILL');
  const left = await pendingOf(others);
  await eventually(async () => expect(await pendingOf(others)).toEqual(others.map(() => 0)));

  expect(Math.max(...left)).toBeGreaterThan(0);
  await gone?.restart('SIGKILL');
  await service.peek.folded();
  expect(await counters.read()).toMatchObject({ opened: 4, folded: 4 * (each - 1), repeated: 0, pending: 0 });
});
