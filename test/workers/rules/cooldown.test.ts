import { describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { StatusSink } from '../../support/status-sink.ts';
import { noon } from '../../support/store.ts';
import { pods, since, Timeline } from '../../support/timeline.ts';

const cooldown = { windowMs: 60_000, cooldownMs: 600_000 };

describe('a cooldown', () => {
  it('lets new alerts of the pattern join the storm, and opens another after it', async () => {
    await using line = await Timeline.of(cooldown);
    await line.at(0, ...pods(2));
    await line.until(60);
    await line.bench.until('submitted', 1);
    await line.at(61, ...pods(3, { first: 2 }));
    await line.at(659, ...pods(1, { first: 7 }));
    const [storm] = await line.bench.storms('submitted');
    expect(storm).toMatchObject({ alertCount: 2, joinedCount: 3 });
    const names = storm && (await line.bench.instance.reader.members(storm, 0, 10)).members;
    expect(names?.map(({ resource }) => resource.name)).toEqual([
      'api-1',
      'api-2',
      'api-3',
      'api-4',
      'api-7',
    ]);
    await line.at(660, ...pods(1, { first: 8 }));
    await line.until(720);

    expect(await line.resources(2)).toEqual(['2 alerts from 0 s, expired', '1 alerts from 660 s, expired']);
    const resources = await line.bench.resources();
    expect(resources.filter(({ spec }) => spec.previous === storm?.resourceName)).toHaveLength(1);
    expect(await line.bench.instance.counters.read()).toMatchObject({
      opened: 2,
      folded: 1,
      joined: 3,
      repeated: 1,
    });
  });

  it('counts from the deadline and not from when somebody got to it', async () => {
    await using line = await Timeline.of(cooldown);
    await line.bench.rest();
    await line.bench.post(...pods(1));
    line.bench.clock.time = noon + 659_000;
    await line.bench.post(...pods(1, { first: 2 }));
    line.bench.clock.time = noon + 660_000;
    await line.bench.post(...pods(1, { first: 3 }));
    line.bench.clock.time = noon + 5000_000;
    await line.bench.work();
    await line.bench.folded();
    await line.until(5000);

    expect(await line.resources(2)).toEqual(['1 alerts from 0 s, expired', '1 alerts from 660 s, expired']);
  });

  it('takes so many and no more', async () => {
    await using line = await Timeline.of({ ...cooldown, cooldownMax: 2 });
    await line.at(0, ...pods(1));
    await line.until(60);
    await line.at(70, ...pods(4, { first: 2 }));

    expect(await line.bench.storms('open')).toMatchObject([{ alertCount: 2 }]);
    expect(await line.bench.instance.counters.read()).toMatchObject({ joined: 2, opened: 2, folded: 1 });
  });

  it('is broken by a higher severity', async () => {
    await using line = await Timeline.of(cooldown);
    await line.at(0, ...pods(1));
    await line.until(60);
    await line.at(70, ...pods(1, { first: 2 }), ...pods(1, { first: 3, severity: 'critical' }));
    await line.at(71, ...pods(1, { first: 4 }));

    expect(await line.bench.storms('open')).toMatchObject([{ alertCount: 2, severity: 'critical' }]);
    expect(await line.bench.instance.counters.read()).toMatchObject({ joined: 1 });
  });

  it('is not for storms that were dropped: nobody would hear of what joined them', async () => {
    await using line = await Timeline.of({ ...cooldown, minAlerts: 2, below: 'drop' });
    await line.at(0, ...pods(1));
    await line.until(60);
    await line.bench.until('dropped', 1);
    await line.at(70, ...pods(2, { first: 2 }));
    await line.until(130);

    expect(await line.resources(1)).toEqual(['2 alerts from 70 s, expired']);
  });

  it('has what joined written to the status', async () => {
    const sink = new StatusSink();
    await using line = await Timeline.of({ ...cooldown, updates: true }, [], sink);
    const [one] = pods(1);
    if (!one) throw new Error('no alert');
    await line.at(0, one);
    await line.until(60);
    await line.bench.until('submitted', 1);
    await line.at(70, since(one, 65), ...pods(1, { first: 2 }));

    await eventually(async () => {
      await line.fireUpdates();
      expect(sink.written.at(-1)?.[1]).toMatchObject({ joinedCount: 2, resolved: false });
    });
    expect(sink.written.at(-1)?.[1].joined).toEqual([
      expect.stringContaining(`@${new Date(noon + 65_000).toISOString()}`),
      expect.stringContaining('@2026-06-01T11:59:00Z'),
    ]);
  });
});
