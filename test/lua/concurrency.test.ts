import { describe, expect, it } from 'vitest';

import { StormStore } from '../../src/redis/storm-store.ts';
import { openRedis } from '../support/redis.ts';
import { StoreBench, entry, folded } from '../support/store.ts';

describe('a hundred folds of one pattern from a hundred connections at once', () => {
  it('open exactly one storm with exactly their members', async () => {
    await using bench = new StoreBench();
    const pods = Array.from({ length: 100 }, (_, i) => `pod${i}`);
    const requests = await Promise.all(pods.map((pod) => bench.arrive([entry(pod)])));
    const connections = pods.map(() => openRedis());
    const answers = await Promise.all(
      requests.map((request, i) => {
        const redis = connections[i] ?? bench.redis;
        return new StormStore(redis, bench.keys, bench.settings, bench.clock).fold(request);
      }),
    );
    for (const redis of connections) redis.disconnect();
    const ids = new Set(answers.map((answer) => folded(answer).storm?.id));
    const storm = await bench.reader.storm([...ids][0] ?? '');
    const page = storm && (await bench.reader.members(storm, 0, 200));

    expect(ids.size).toBe(1);
    expect(answers.filter((answer) => folded(answer).storm?.opened)).toHaveLength(1);
    expect(storm).toMatchObject({ alertCount: 100, deliveryCount: 100 });
    expect(page?.members.map((m) => m.resource.name).sort()).toEqual([...pods].sort());
    expect(await bench.counters()).toMatchObject({ opened: 1, folded: 99, pending: 0 });
  });

  it('and of one job from two workers count it once', async () => {
    await using bench = new StoreBench();
    const request = await bench.arrive([entry('api-1'), entry('api-2')]);
    const answers = await Promise.all([bench.store.fold(request), bench.store.fold(request)]);

    expect(answers.filter((answer) => folded(answer).again)).toHaveLength(1);
    expect(await bench.counters()).toMatchObject({ opened: 1, folded: 1, pending: 0 });
  });
});
