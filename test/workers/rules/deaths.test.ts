import { describe, expect, it } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { eventually } from '../../support/eventually.ts';
import { foldAndDie, foldNext, road } from '../../support/road.ts';
import { StatusSink } from '../../support/status-sink.ts';
import { noon } from '../../support/store.ts';
import { ended, pods, Timeline } from '../../support/timeline.ts';

const updates = { windowMs: 60_000, cooldownMs: 600_000, updates: true };

/** A submitted storm of two alerts; then one of them ends and another joins, while no worker is there. */
async function lateWithoutWorkers(sink: StatusSink): Promise<Timeline> {
  const line = await Timeline.of(updates, [], sink);
  await line.at(0, ...pods(2));
  await line.until(60);
  await line.bench.until('submitted', 1);
  await line.bench.rest();
  line.bench.clock.time = noon + 70_000;
  await line.bench.post(...pods(1).map((alert) => ended(alert, 65)), ...pods(1, { first: 3 }));
  return line;
}

async function expectToldOnce(line: Timeline, sink: StatusSink): Promise<void> {
  await line.bench.work();
  await eventually(async () => {
    await line.fireUpdates();
    expect(await road(line.bench).getJobCountByTypes('wait', 'active')).toBe(0);
    expect(await line.lagging()).toEqual([]);
  });
  expect(await line.bench.storms()).toMatchObject([
    { state: 'submitted', joinedCount: 1, endedLateCount: 1 },
  ]);
  expect(sink.written.at(-1)?.[1]).toMatchObject({ resolvedCount: 1, joinedCount: 1 });
  expect(await line.bench.instance.counters.read()).toMatchObject({
    joined: 1,
    resolved: 1,
    opened: 1,
    pending: 0,
  });
}

describe('a worker that dies', () => {
  it('after folding what came late leaves it to be told by the next', async () => {
    const sink = new StatusSink();
    await using line = await lateWithoutWorkers(sink);
    await foldAndDie(line.bench);

    await expectToldOnce(line, sink);
  });

  it('after telling a storm leaves its update to be armed by the next, and nothing is told twice', async () => {
    const sink = new StatusSink();
    await using line = await lateWithoutWorkers(sink);
    const reply = await foldNext(line.bench);
    if (reply.kind !== 'folded') throw new Error('not folded');
    const [storm] = await line.bench.storms('submitted');
    await line.bench.instance.store.late(storm?.id ?? '', reply.late);

    await expectToldOnce(line, sink);
  });

  it('after settling a storm leaves what came between its seal and then to be armed by the next', async () => {
    const sink = new StatusSink();
    await using line = await Timeline.of(updates, [], sink);
    const { store } = line.bench.instance;
    await line.at(0, ...pods(1));
    await line.bench.rest();
    const [storm] = await line.bench.storms('open');
    if (!storm) throw new Error('no storm');
    line.bench.clock.time = noon + 60_000;
    await store.seal(storm.id);
    const ends = { kind: 'ended', id: storm.id, ordinal: 0, text: String(noon + 59_000) } as const;
    expect(await store.late(storm.id, [ends])).toMatchObject({ state: 'sealed', wanted: true });
    await store.settle(storm.id, 'submitted', 'storm-a');
    await line.bench.fire(storm);
    await line.bench.work();

    await eventually(async () => {
      await line.fireUpdates();
      expect(sink.written.map(([to]) => to.name)).toEqual(['storm-a']);
    });
  });

  it('half-way through a job that fills its storms leaves the rest to be folded by the next, each alert once', async () => {
    await using line = await Timeline.of({ windowMs: 60_000, maxAlerts: 4 });
    await line.bench.rest();
    await line.bench.post(...pods(10));
    expect(await foldNext(line.bench)).toMatchObject({ kind: 'due' });
    await line.bench.work();
    await line.bench.folded();
    await line.until(60);

    expect(await line.resources(3)).toEqual([
      ...['4 alerts from 0 s, full', '4 alerts from 0 s, full', '2 alerts from 0 s, expired'],
    ]);
    expect(await line.bench.instance.counters.read()).toMatchObject({
      opened: 3,
      folded: 7,
      repeated: 0,
      pending: 0,
    });
  });

  it('before it has brought a deadline forward leaves that to the next', async () => {
    const urgent = [parseMatchers('severity="critical"')];
    await using line = await Timeline.of({ windowMs: 300_000, urgent });
    await line.at(0, ...pods(1));
    await line.bench.rest();
    line.bench.clock.time = noon + 10_000;
    await line.bench.post(...pods(1, { first: 2, severity: 'critical' }));
    await foldAndDie(line.bench);
    line.bench.clock.time += 1;
    await line.bench.work();

    // No timer is fired here.
    expect(await line.resources(1)).toEqual(['2 alerts from 0 s, urgent']);
  });
});

it('alerts of a job that somebody removes half-way are discarded as far as they were left', async () => {
  await using line = await Timeline.of({ windowMs: 60_000, maxAlerts: 4 });
  await line.bench.rest();
  await line.bench.post(...pods(10));
  await foldNext(line.bench);
  const [job] = await road(line.bench).getWaiting();
  await job?.remove();
  const { store, config } = line.bench.instance;
  for (let i = 0; i < config.partitions; i++) await store.discardPending(i, job?.id ?? '', 10);

  expect(await line.bench.instance.counters.read()).toMatchObject({
    queued: 10,
    opened: 1,
    folded: 3,
    discarded: 6,
    pending: 0,
  });
});
