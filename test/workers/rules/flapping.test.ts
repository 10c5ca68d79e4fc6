import { expect, it } from 'vitest';

import { ended, pods, since, Timeline } from '../../support/timeline.ts';

it('an alert that fires more often than it may within one storm is counted as flapping, once', async () => {
  await using line = await Timeline.of({ windowMs: 600_000, flapAfter: 2 });
  const [restless, calm] = pods(2);
  if (!restless || !calm) throw new Error('no alerts');
  await line.at(0, since(restless, 0), since(calm, 0));
  for (let i = 1; i <= 4; i++) {
    await line.at(i * 60, ended(since(restless, (i - 1) * 60), i * 60 - 5));
    await line.at(i * 60 + 1, since(restless, i * 60));
    const [open] = await line.bench.storms('open');
    expect(open?.flappingCount).toBe(i < 2 ? 0 : 1);
  }
  await line.at(301, ended(since(calm, 0), 300));
  await line.at(302, since(calm, 301));
  await line.until(600);
  await line.bench.until('submitted', 1);

  const [storm] = await line.bench.storms('submitted');
  if (!storm) throw new Error('no storm');
  const { members } = await line.bench.instance.reader.members(storm, 0, 10);
  expect(members.map(({ resource, flapping = false }) => `${resource.name} ${flapping}`).sort()).toEqual([
    ...Array.from({ length: 5 }, () => 'api-1 true'),
    ...['api-2 false', 'api-2 false'],
  ]);
  const [resource] = await line.bench.resources();
  // Five episodes of the one, two of the other.
  expect(resource?.spec).toMatchObject({ alertCount: 7, flappingCount: 1, affectedResourceCount: 2 });
});

it('a new storm begins to count anew', async () => {
  await using line = await Timeline.of({ windowMs: 100_000, flapAfter: 1 });
  const [alert] = pods(1);
  if (!alert) throw new Error('no alert');
  await line.at(0, since(alert, 0));
  await line.at(90, ended(since(alert, 0), 80));
  await line.at(110, since(alert, 105));
  await line.until(210);

  expect(await line.resources(2)).toEqual(['1 alerts from 0 s, expired', '1 alerts from 110 s, expired']);
  expect((await line.bench.storms('submitted')).map(({ flappingCount }) => flappingCount)).toEqual([0, 0]);
});
