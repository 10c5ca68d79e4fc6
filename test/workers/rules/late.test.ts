import { describe, expect, it } from 'vitest';

import { sweep } from '../../../workers/sweep.ts';
import { eventually } from '../../support/eventually.ts';
import { StatusSink } from '../../support/status-sink.ts';
import { noon } from '../../support/store.ts';
import { ended, pods, Timeline } from '../../support/timeline.ts';

const window = { windowMs: 60_000 };

describe('an alert that ends after its storm was submitted', () => {
  it('is recorded on the storm, once, and changes nothing of its resource', async () => {
    await using line = await Timeline.of(window);
    await line.at(0, ...pods(2));
    await line.until(60);
    await line.bench.until('submitted', 1);
    const before = await line.bench.resources();
    const [one] = pods(1).map((alert) => ended(alert, 70));
    if (!one) throw new Error('no alert');
    await line.at(75, one);
    await line.at(80, one);
    const [storm] = await line.bench.storms('submitted');
    if (!storm) throw new Error('no storm');

    expect(storm).toMatchObject({ alertCount: 2, resolvedCount: 0, endedLateCount: 1 });
    const { members } = await line.bench.instance.reader.members(storm, 0, 10);
    expect(members.map(({ endsAt }) => endsAt)).toEqual([new Date(noon + 70_000).toISOString(), undefined]);
    expect(await line.bench.resources()).toEqual(before);
    expect(await line.bench.storms('open')).toEqual([]);
  });

  it('is written to its status where the rule asks for updates, with all that is known', async () => {
    const sink = new StatusSink();
    await using line = await Timeline.of({ ...window, updates: true }, [], sink);
    await line.at(0, ...pods(2));
    await line.until(60);
    const [storm] = await line.bench.until('submitted', 1);
    await line.at(75, ...pods(2).map((alert) => ended(alert, 70)));

    await eventually(async () => {
      await line.fireUpdates();
      expect(sink.written).toHaveLength(1);
    });
    const [[to, status] = []] = sink.written;
    expect(to).toMatchObject({ name: storm?.resourceName, stormId: storm?.id });
    expect(status).toMatchObject({ resolvedCount: 2, resolved: true, joinedCount: 0, joined: [] });
    await eventually(async () => expect(await line.lagging()).toEqual([]));
  });

  it('between seal and submit is written once the resource stands', async () => {
    const sink = new StatusSink();
    await using line = await Timeline.of({ ...window, updates: true }, [], {
      wrap: (real) => {
        const inner = sink.wrap(real);
        let refused = false;
        return {
          ...inner,
          submit: async (resource) => {
            if (!refused) {
              refused = true;
              throw new Error('not now');
            }
            return inner.submit(resource);
          },
        };
      },
    });
    await line.at(0, ...pods(1));
    await line.until(60);
    const [sealed] = await line.bench.until('sealed', 1);
    if (!sealed) throw new Error('no storm');
    await line.at(75, ...pods(1).map((alert) => ended(alert, 70)));
    expect(sink.written).toEqual([]);
    await line.bench.fire(sealed);
    await line.bench.until('submitted', 1);

    await eventually(async () => {
      await line.fireUpdates();
      expect(sink.written.map(([, status]) => status.resolvedCount)).toEqual([1]);
    });
    expect((await line.bench.resources()).map(({ spec }) => spec.resolvedCount)).toEqual([0]);
  });
});

describe('a status', () => {
  it('that could not be written is written by the sweep', async () => {
    const sink = new StatusSink();
    sink.ends.push('fails');
    await using line = await Timeline.of({ ...window, updates: true }, [], sink);
    await line.at(0, ...pods(1));
    await line.until(60);
    await line.bench.until('submitted', 1);
    await line.at(75, ...pods(1).map((alert) => ended(alert, 70)));
    await eventually(async () => {
      await line.fireUpdates();
      expect(sink.ends).toEqual([]);
    });
    await line.until(90);
    await eventually(async () => {
      await sweep(line.bench.context);
      await line.fireUpdates();
      expect(sink.written).toHaveLength(1);
    });
    await eventually(async () => expect(await line.lagging()).toEqual([]));
  });

  it('of a resource that is gone is given up', async () => {
    const sink = new StatusSink();
    sink.ends.push('gone');
    await using line = await Timeline.of({ ...window, updates: true }, [], sink);
    await line.at(0, ...pods(1));
    await line.until(60);
    await line.bench.until('submitted', 1);
    await line.at(75, ...pods(1).map((alert) => ended(alert, 70)));

    await eventually(async () => {
      await line.fireUpdates();
      expect([sink.ends, await line.lagging()]).toEqual([[], []]);
    });
    expect(sink.written).toEqual([]);
  });
});
