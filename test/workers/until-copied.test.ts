import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { untilCopied } from '../../workers/until-copied.ts';
import { followed, withReplica } from '../support/replicated.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

describe('a resource', () => {
  it('is not written before the replicas that are asked for have its seal', async () => {
    await withReplica(async (master, replica) => {
      const { redis } = loadConfig({ env: {} });
      const config = { redisUrl: master.url, redis: { ...redis, waitReplicas: 1, waitTimeoutMs: 200 } };
      await using bench = await WorkerBench.open({ config });
      const { instance } = bench;
      await followed(instance);
      await bench.work();
      await bench.post(podAlert('api-1'));
      await bench.folded();
      const [open] = await bench.storms('open');
      await replica.kill('SIGSTOP');
      await bench.expire();
      const [sealed] = await bench.until('sealed', 1);

      expect(await untilCopied(instance, sealed as Storm)).toBe(1000);
      expect(await bench.resources()).toEqual([]);
      await replica.kill('SIGCONT');
      const [submitted] = await bench.until('submitted', 1);
      expect([submitted?.id, (await bench.resources()).length]).toEqual([open?.id, 1]);
      expect(await untilCopied(instance, sealed as Storm)).toBe(0);
      // Of a seal that this Redis does not know nothing is said.
      const other: Storm = { ...(sealed as Storm), sealWrittenAt: 1 };
      expect(await untilCopied(instance, other)).toBe(1000);
    });
  });
});
