import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { ClusterControl } from '../faults/harness/cluster-control.ts';
import { eventually } from '../support/eventually.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { namesFor } from '../support/steady-sender.ts';
import { podAlert } from '../support/worker-bench.ts';

const long = { timeout: 60_000, interval: 100 };

// Of the prefix `stormfold`, the second master holds a partition and what belongs to none.
it.each([0, 1])(
  'master %i that hangs, and closes nothing, is left for the replica that took over',
  async (i) => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-hung-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const cluster = await ClusterControl.start({ dir: folder, fsync: 'always', replicas: true });
    stack.defer(() => cluster.stop());
    const redisUrl = cluster.env['REDIS_URL'] ?? '';
    const service = stack.use(await ServiceBench.open({ redisUrl, prefix: 'stormfold' }));
    const names = namesFor(4);
    const post = (pod: string) =>
      service.post({ version: '4', alerts: names.map((alertname) => podAlert(pod, { alertname })) });

    await eventually(async () => expect(await post('before')).toMatchObject({ status: 202 }));
    await service.peek.folded();
    await cluster.copied();
    await cluster.servers[i]?.signal('SIGSTOP');
    await eventually(async () => expect(await post('after')).toMatchObject({ status: 202 }), long);
    await service.peek.folded();
    await service.expire();
    const storms = await service.peek.until('submitted', names.length);
    expect(storms.map(({ alertCount }) => alertCount)).toEqual(names.map(() => 2));
  },
);
