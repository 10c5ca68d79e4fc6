import { describe, expect, it, vi } from 'vitest';

import { keepOnTime } from '../../workers/sweep-schedule.ts';
import { sweep } from '../../workers/sweep.ts';
import { nextPage } from '../../workers/next-page.ts';
import { failNext, foldAndDie, road } from '../support/road.ts';
import { minute } from '../support/store.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';
import { eventually } from '../support/eventually.ts';

describe('the sweep', () => {
  it('finds an open storm past due whose finalize job was removed', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    bench.clock.time += 6 * minute;

    expect(await sweep(bench.context)).toMatchObject({ armed: 1 });
    await bench.work();
    await bench.until('submitted', 1);
    expect(await bench.resources()).toHaveLength(1);
  });

  it('wakes an open storm past due whose finalize job sleeps on, delayed under a wrong clock', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'));
    await bench.folded();
    const [storm] = await bench.until('open', 1);
    if (storm) await bench.fire(storm);
    await eventually(async () => expect(await bench.instance.queues.finalize.getDelayedCount()).toBe(1));
    bench.clock.time += 6 * minute;

    expect(await sweep(bench.context)).toMatchObject({ promoted: 1 });
    await bench.until('submitted', 1);
  });

  it('finds a sealed storm that nobody submits, and leaves one alone whose deadline has not come', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    expect(await sweep(bench.context)).not.toHaveProperty('armed');
    bench.clock.time += 5 * minute;
    const [storm] = await bench.storms('open');
    await bench.instance.store.seal(storm?.id ?? '');
    bench.clock.time += minute;

    expect(await sweep(bench.context)).toMatchObject({ armed: 1 });
    await bench.work();
    await bench.until('submitted', 1);
  });

  it('asserts again that a partition has one active job at a time', async () => {
    await using bench = await WorkerBench.open();
    await road(bench).removeGlobalConcurrency();
    await sweep(bench.context);

    expect(await road(bench).getGlobalConcurrency()).toBe(1);
  });

  it('counts the alerts of a job that somebody removed past our code as discarded', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'), podAlert('api-2'));
    await road(bench).drain();
    bench.clock.time += 2 * minute;

    expect(await sweep(bench.context)).toMatchObject({ lost: 1 });
    expect(await bench.instance.counters.read()).toMatchObject({ queued: 2, pending: 0, discarded: 2 });
  });

  it('forgets the answers of jobs that are gone, and keeps those of jobs that may run again', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    expect(await sweep(bench.context)).not.toHaveProperty('answers');
    await road(bench).drain();

    expect(await sweep(bench.context)).toMatchObject({ answers: 1 });
  });

  it('warns of what it mended, and not of what every pause leaves to be tidied', async () => {
    await using bench = await WorkerBench.open();
    const warn = vi.spyOn(bench.instance.log, 'warn');
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await road(bench).drain();
    expect(await sweep(bench.context)).toEqual({ answers: 1 });
    expect(warn).not.toHaveBeenCalled();
    bench.clock.time += 6 * minute;

    expect(await sweep(bench.context)).toEqual({ armed: 1 });
    expect(warn).toHaveBeenCalledExactlyOnceWith({ armed: 1 }, 'sweep mended');
  });

  it('runs a job to its end that was folded and then failed, because Redis refused what BullMQ writes at the end', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await foldAndDie(bench);
    await failNext(bench, 'Redis refused');
    expect(await road(bench).getFailedCount()).toBe(1);

    expect(await sweep(bench.context)).toMatchObject({ ended: 1 });
    await bench.work();
    await eventually(async () =>
      expect(await road(bench).getJobCounts('failed', 'wait', 'active')).toEqual({
        failed: 0,
        wait: 0,
        active: 0,
      }),
    );
    expect(await bench.instance.counters.read()).toMatchObject({
      queued: 1,
      opened: 1,
      folded: 0,
      pending: 0,
    });
  });

  it('removes a failed job of which Redis lost all but the id, unless its alerts still wait', async () => {
    await using bench = await WorkerBench.open();
    await bench.post(podAlert('api-1'));
    await failNext(bench, 'lost');
    const { redis } = bench.instance;
    const [waiting = ''] = await road(bench).getRanges(['failed']);
    await redis.hdel(road(bench).toKey(waiting), 'name', 'data');
    await redis.zadd(road(bench).toKey('failed'), Date.now(), 'shadow.0.3');
    await redis.hset(road(bench).toKey('shadow.0.3'), 'stc', 1);

    expect(await sweep(bench.context)).toMatchObject({ ended: 1 });
    expect(await road(bench).getRanges(['failed'])).toEqual([waiting]);
  });

  it('reaches every storm however many there are, page by page', async () => {
    const context = { sweepPlaces: new Map<string, number>() };
    const storms = ['a', 'b', 'c', 'd', 'e'];
    const look = () =>
      nextPage(context, 'open-0', async (from, count) => storms.slice(from, from + count), 2);

    expect([await look(), await look(), await look(), await look()]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
      ['a', 'b'],
    ]);
  });
});

describe('the schedule of the sweep', () => {
  it('is set right when a worker whose clock is ahead has put the next one off', async () => {
    await using bench = await WorkerBench.open();
    const { sweep: queue } = bench.instance.queues;
    const anHourOn = Date.now() + 60 * minute;
    await queue.upsertJobScheduler('sweep', { every: 10_000, startDate: anHourOn }, { name: 'sweep' });

    expect(await keepOnTime(bench.instance)).toBe(true);
    expect((await queue.getJobScheduler('sweep'))?.next).toBeLessThanOrEqual(Date.now() + 10_000);
    expect(await queue.getJobCountByTypes('wait', 'delayed')).toBe(1);
    expect(await keepOnTime(bench.instance)).toBe(false);
  });

  it('is set up again when somebody removed it', async () => {
    await using bench = await WorkerBench.open();

    expect(await keepOnTime(bench.instance)).toBe(true);
    expect(await bench.instance.queues.sweep.getJobSchedulersCount()).toBe(1);
  });
});
