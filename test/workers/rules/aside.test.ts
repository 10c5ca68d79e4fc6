import { describe, expect, it } from 'vitest';

import type { Mute, Rule } from '../../../src/rules/rule.ts';
import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { parseTimeInterval } from '../../../src/rules/parse-time-interval.ts';
import { ruleSettingsOf } from '../../support/rule-book.ts';
import { noon } from '../../support/store.ts';
import { ended, pods, since, Timeline } from '../../support/timeline.ts';

const window = { windowMs: 60_000 };
const none = { fromMs: undefined, untilMs: undefined, intervals: [] };
const mutedUntil = (seconds: number): Mute => ({ ...none, untilMs: noon + seconds * 1000 });

describe('an excluded alert', () => {
  it('is counted and goes no further; matchers say which', async () => {
    const exclude = [parseMatchers('{alertname="KubePodCrashLooping", pod=~"api-[12]"}')];
    await using line = await Timeline.of({ ...window, exclude });
    await line.at(0, ...pods(5));
    await line.until(60);

    expect(await line.resources(1)).toEqual(['3 alerts from 0 s, expired']);
    expect(await line.bench.instance.counters.read()).toMatchObject({ received: 5, excluded: 2, queued: 3 });
  });
});

describe('a muted alert', () => {
  it('is counted and listed once, and makes no storm', async () => {
    await using line = await Timeline.of({ ...window, mute: mutedUntil(100) });
    await line.at(0, ...pods(2));
    await line.at(50, ...pods(2));

    expect(await line.bench.storms()).toEqual([]);
    expect(await line.bench.instance.counters.read()).toMatchObject({ queued: 4, muted: 4, pending: 0 });
    const listed = await line.bench.instance.counters.muted(10);
    expect(listed.map(({ pattern, rule, alert }) => [pattern, rule, alert.resource.name])).toEqual(
      expect.arrayContaining([
        ['KubePodCrashLooping in shop', 'default', 'api-1'],
        ['KubePodCrashLooping in shop', 'default', 'api-2'],
      ]),
    );
    expect(listed).toHaveLength(2);
  });

  it('counts as soon as nothing mutes it any more, if it still fires', async () => {
    await using line = await Timeline.of({ ...window, mute: mutedUntil(100) });
    const [one, two] = pods(2);
    if (!one || !two) throw new Error('no alerts');
    await line.at(0, one, two);
    await line.at(50, ended(two, 45));
    // What was sent late, of an alert that has ended in the meantime, is no news.
    await line.at(100, one, two);
    await line.until(160);

    expect(await line.resources(1)).toEqual(['1 alerts from 100 s, expired']);
    expect(await line.bench.instance.counters.read()).toMatchObject({
      muted: 2,
      opened: 1,
      repeated: 1,
      resolved: 1,
    });
  });

  it('is one that is new, or fires anew: a repeat of what was counted before stays a repeat', async () => {
    const fromMs = noon + 10_000;
    await using line = await Timeline.of({ ...window, mute: { ...none, fromMs } });
    await line.at(0, ...pods(1));
    await line.at(10, ...pods(2), ...pods(1).map((alert) => since(alert, 9)));
    await line.until(60);

    expect(await line.resources(1)).toEqual(['1 alerts from 0 s, expired']);
    expect(await line.bench.storms('submitted')).toMatchObject([{ deliveryCount: 2 }]);
    expect(await line.bench.instance.counters.read()).toMatchObject({ opened: 1, repeated: 1, muted: 2 });
  });

  it('is muted by when it arrived, however long a worker was away', async () => {
    await using line = await Timeline.of({ ...window, mute: mutedUntil(100) });
    await line.bench.rest();
    line.bench.clock.time = noon + 99_999;
    await line.bench.post(...pods(1));
    line.bench.clock.time = noon + 100_000;
    await line.bench.post(...pods(1, { first: 2 }));
    line.bench.clock.time = noon + 3600_000;
    await line.bench.work();
    await line.bench.folded();

    expect(await line.bench.instance.counters.read()).toMatchObject({ muted: 1, opened: 1 });
  });

  it('is muted by its own rule only, also by intervals that come again', async () => {
    const parsed = parseTimeInterval({
      times: [{ start_time: '12:00', end_time: '12:10' }],
      weekdays: ['monday'],
    });
    if (!('interval' in parsed)) throw new Error('no interval');
    const mute = { ...none, intervals: [parsed.interval] };
    const night: Rule = {
      name: 'billing',
      match: parseMatchers('namespace="billing"'),
      settings: ruleSettingsOf({ ...window, mute }),
    };
    await using line = await Timeline.of(window, [night]);
    // Noon of the tests is on a Monday.
    await line.at(0, ...pods(1), ...pods(1, { namespace: 'billing' }));
    await line.at(599, ...pods(1, { namespace: 'billing', first: 2 }));
    await line.at(600, ...pods(1, { namespace: 'billing', first: 3 }));
    await line.until(660);

    expect(await line.resources(2)).toEqual(['1 alerts from 0 s, expired', '1 alerts from 600 s, expired']);
    expect(await line.bench.instance.counters.read()).toMatchObject({ muted: 2, opened: 2 });
  });
});
