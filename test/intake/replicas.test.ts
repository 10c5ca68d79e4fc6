import { expect, it } from 'vitest';

import { followed, withReplica } from '../support/replicated.ts';
import { IntakeBench, firing, notification } from './support.ts';

const wait = { waitReplicas: 1, waitTimeoutMs: 300 };
const body = (pod: string) => notification([firing(pod)]);

it('answers 202 once the replica has the alerts; 503 while it is away, and what is sent again is a repeat', async () => {
  await withReplica(async (master, replica) => {
    await using bench = await IntakeBench.open({ redisUrl: master.url, redis: wait });
    await followed(bench.instance);
    expect((await bench.post(body('a'))).status).toBe(202);

    await replica.kill('SIGSTOP');
    const late = await bench.post(body('b'));
    expect([late.status, late.headers.get('retry-after'), late.body]).toEqual([
      503,
      '5',
      expect.objectContaining({ type: 'urn:stormfold:problem:not-replicated' }),
    ]);
    // Nobody else waits behind it.
    const waiting = bench.post(body('c'));
    expect((await bench.get('/readyz')).status).toBe(200);
    expect((await waiting).status).toBe(503);

    await replica.kill('SIGCONT');
    await followed(bench.instance);
    expect((await bench.post(body('b'))).status).toBe(202);
    await bench.foldAll();
    expect(await bench.counters()).toMatchObject({
      received: 4,
      queued: 4,
      opened: 1,
      folded: 2,
      repeated: 1,
    });
    expect((await bench.get('/metrics')).body).toContain('\nstormfold_unreplicated_notifications_total 2\n');
  });
});

it('does not take the word of another Redis than the one that has the alerts', async () => {
  await withReplica(async (master) => {
    await using bench = await IntakeBench.open({ redisUrl: master.url, redis: wait });
    await followed(bench.instance);
    const { replicas, keys } = bench.instance;
    const mark = replicas?.mark(0, keys.partition(0), 'elsewhere');
    expect(mark && (await replicas?.have([mark]))).toBe(false);
    const [name, args] = mark?.command ?? ['', []];
    await bench.instance.redis.call(name, [...args]);
    expect(mark && (await replicas?.have([mark]))).toBe(true);
  });
});

it('shares one WAIT among many notifications', async () => {
  await withReplica(async (master) => {
    await using bench = await IntakeBench.open({ redisUrl: master.url, redis: wait });
    await followed(bench.instance);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => bench.post(body(`p-${i}`))));
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    const stats = await bench.instance.redis.info('commandstats');
    const waits = Number(/^cmdstat_wait:calls=(\d+)/m.exec(stats)?.[1]);
    expect(waits).toBeGreaterThan(0);
    expect(waits).toBeLessThan(40);
    expect(await bench.instance.redis.keys('*:mark:*')).toEqual([]);
  });
});
