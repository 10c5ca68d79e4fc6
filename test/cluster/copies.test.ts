import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { ClusterControl } from '../faults/harness/cluster-control.ts';
import { Seeded } from '../faults/harness/seeded.ts';
import { eventually } from '../support/eventually.ts';
import { testConfig } from '../support/peek.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { namesFor } from '../support/steady-sender.ts';
import { podAlert } from '../support/worker-bench.ts';

it.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a replica that took over from a master (%s) is waited for as that one was, by intake and sink',
  async (how) => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-copies-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const cluster = await ClusterControl.start({ dir: folder, fsync: 'always', replicas: true });
    stack.defer(() => cluster.stop());
    const redisUrl = cluster.env['REDIS_URL'] ?? '';
    const { redis } = testConfig(folder, { redisUrl });
    const place = { redisUrl, prefix: 'stormfold', redis: { ...redis, waitReplicas: 1 } };
    const service = stack.use(await ServiceBench.open(place));
    const names = namesFor(4);
    const post = (pod: string) => {
      const alerts = names.map((alertname) => podAlert(pod, { alertname }));
      return service.post({ version: '4', alerts });
    };

    await eventually(async () => expect(await post('before')).toMatchObject({ status: 202 }));
    await cluster.failOver(how, new Seeded(1));
    await eventually(async () => expect(await post('after')).toMatchObject({ status: 202 }));
    await service.peek.folded();
    await service.expire();
    const storms = await service.peek.until('submitted', names.length);
    expect(storms.map(({ alertCount }) => alertCount)).toEqual(names.map(() => 2));
  },
);
