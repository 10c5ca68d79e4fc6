import { describe, expect, it } from 'vitest';

import { ended, pods, Timeline } from '../../support/timeline.ts';

const window = { windowMs: 60_000 };

describe('a storm with fewer firing alerts than it should have', () => {
  it('is submitted, marked as no storm', async () => {
    await using line = await Timeline.of({ ...window, minAlerts: 3 });
    await line.at(0, ...pods(2), ...pods(3, { namespace: 'billing' }));
    await line.until(60);
    await line.bench.until('submitted', 2);

    const specs = (await line.bench.resources()).map(({ spec }) => spec);
    expect(
      specs.map(({ pattern, alertCount, storm }) => [pattern.labels['namespace'], alertCount, storm]),
    ).toEqual(
      expect.arrayContaining([
        ['shop', 2, false],
        ['billing', 3, true],
      ]),
    );
  });

  it('is submitted alert by alert, each a resource with its own', async () => {
    await using line = await Timeline.of({ ...window, minAlerts: 4, below: 'each' });
    await line.at(0, ...pods(3));
    await line.until(60);
    await line.bench.until('submitted', 1);

    const resources = await line.bench.resources();
    expect(
      resources.map(({ spec }) => [spec.storm, spec.alertCount, spec.affectedResources[0]?.name]),
    ).toEqual([
      [false, 1, 'api-1'],
      [false, 1, 'api-2'],
      [false, 1, 'api-3'],
    ]);
    expect(new Set(resources.map(({ metadata }) => metadata.annotations['stormfold.io/storm-id'])).size).toBe(
      1,
    );
    expect(resources.flatMap(({ spec }) => spec.samples.map(({ labels }) => labels['pod']))).toEqual([
      ...['api-1', 'api-2', 'api-3'],
    ]);
  });

  it('of which some were written before the worker died is written to the end, each once', async () => {
    let writes = 0;
    const dying = async () => {
      writes += 1;
      if (writes === 2) throw new Error('died');
    };
    await using line = await Timeline.of({ ...window, minAlerts: 4, below: 'each' }, [], {
      wrap: (sink) => ({
        kind: sink.kind,
        exists: (resource) => sink.exists(resource),
        close: () => sink.close(),
        submit: async (resource) => {
          await dying();
          return sink.submit(resource);
        },
      }),
    });
    await line.at(0, ...pods(3));
    await line.until(60);
    await line.bench.until('sealed', 1);
    const [storm] = await line.bench.storms('sealed');
    if (!storm) throw new Error('no storm');
    await line.bench.fire(storm);
    await line.bench.until('submitted', 1);

    expect((await line.bench.resources()).map(({ spec }) => spec.affectedResources[0]?.name)).toEqual([
      ...['api-1', 'api-2', 'api-3'],
    ]);
  });

  it('is dropped, counted and listed, where the rule says so', async () => {
    await using line = await Timeline.of({ ...window, minAlerts: 3, below: 'drop' });
    await line.at(0, ...pods(2), ...pods(3, { namespace: 'billing' }));
    await line.until(60);
    await line.bench.until('submitted', 1);
    const [dropped] = await line.bench.until('dropped', 1);

    expect(dropped).toMatchObject({
      pattern: { text: 'KubePodCrashLooping in shop' },
      reason: '2 firing alerts, fewer than the 3 of rule default',
    });
    expect(await line.resources(1)).toEqual(['3 alerts from 0 s, expired']);
    expect(await line.bench.instance.counters.read()).toMatchObject({
      droppedStorms: 1,
      dropped: 2,
      submittedStorms: 1,
    });
  });

  it('counts none of those that have ended', async () => {
    await using line = await Timeline.of({ ...window, minAlerts: 3, below: 'drop' });
    const [one, ...others] = pods(3);
    if (!one) throw new Error('no alert');
    await line.at(0, one, ...others);
    await line.at(30, ended(one, 25));
    await line.until(60);
    const [dropped] = await line.bench.until('dropped', 1);

    expect(dropped).toMatchObject({ alertCount: 3, resolvedCount: 1 });
    expect(await line.bench.resources()).toEqual([]);
  });
});

describe('a storm whose alerts have all ended', () => {
  it('is submitted as resolved', async () => {
    await using line = await Timeline.of(window);
    await line.at(0, ...pods(2));
    await line.at(30, ...pods(2).map((alert) => ended(alert, 25)));
    await line.until(60);
    await line.bench.until('submitted', 1);

    expect((await line.bench.resources()).map(({ spec }) => [spec.resolved, spec.resolvedCount])).toEqual([
      [true, 2],
    ]);
  });

  it('is dropped where the rule says so; one that still fires is not', async () => {
    await using line = await Timeline.of({ ...window, whenResolved: 'drop' });
    const both = [...pods(2), ...pods(2, { namespace: 'billing' })];
    await line.at(0, ...both);
    await line.at(30, ...both.slice(0, 3).map((alert) => ended(alert, 25)));
    await line.until(60);
    const [dropped] = await line.bench.until('dropped', 1);

    await line.bench.until('submitted', 1);
    expect(dropped?.reason).toBe('all 2 alerts had ended before the seal; rule default drops such storms');
    expect(
      (await line.bench.resources()).map(({ spec }) => [spec.pattern.labels['namespace'], spec.resolved]),
    ).toEqual([['billing', false]]);
  });

  it('that ended in the moment of its seal still fired', async () => {
    await using line = await Timeline.of({ ...window, whenResolved: 'drop' });
    await line.at(0, ...pods(1));
    await line.at(60, ...pods(1).map((alert) => ended(alert, 59)));

    expect(await line.resources(1)).toEqual(['1 alerts from 0 s, expired']);
    expect(await line.bench.storms('submitted')).toMatchObject([{ resolvedCount: 0, endedLateCount: 1 }]);
  });
});

it('an alert that has ended opens no storm', async () => {
  await using line = await Timeline.of({ ...window, minAlerts: 2 });
  await line.at(0, ...pods(3).map((alert) => ended(alert, -10)));

  expect(await line.bench.storms()).toEqual([]);
  expect(await line.bench.instance.counters.read()).toMatchObject({ queued: 3, resolved: 3, pending: 0 });
});
