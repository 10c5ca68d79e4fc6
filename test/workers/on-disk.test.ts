import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { startRedis } from '../../src/redis/server/start-redis.ts';
import type { Storm } from '../../src/storm/storm.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

describe('a resource', () => {
  it.each([
    ['', async () => undefined],
    // As Bull Board's button does.
    [', also when its job is woken too early', async (bench: WorkerBench, storm: Storm) => bench.fire(storm)],
  ])(
    'is not written before its storm is on the disk of a Redis that syncs every second%s',
    async (_, early) => {
      const server = await startRedis({ say: () => undefined });
      const submits: number[] = [];
      const redis = new Redis(server.url);
      const bench = await WorkerBench.open({
        config: { redisUrl: server.url },
        wrap: (sink) => ({
          kind: sink.kind,
          close: async () => sink.close(),
          exists: async (manifest) => sink.exists(manifest),
          submit: async (manifest) => {
            const [seconds, microseconds] = await redis.time();
            submits.push(Number(seconds) * 1000 + Number(microseconds) / 1000);
            return sink.submit(manifest);
          },
        }),
      });
      await bench.work();
      await bench.post(podAlert('api-1'));
      await bench.folded();
      await bench.expire();
      const [sealed] = await bench.until('sealed', 1);
      if (sealed) await early(bench, sealed);
      const [storm] = await bench.until('submitted', 1);
      redis.disconnect();
      await bench[Symbol.asyncDispose]();
      await server.stop();

      expect(submits).toHaveLength(1);
      expect((submits[0] ?? 0) - (storm?.sealWrittenAt ?? Infinity)).toBeGreaterThanOrEqual(1250);
    },
  );
});
