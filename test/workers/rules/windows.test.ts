import { describe, expect, it } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { Timeline, pods } from '../../support/timeline.ts';
import { noon } from '../../support/store.ts';

const critical = { severity: 'critical' };
const urgent = [parseMatchers('severity="critical"')];
const quiet = { kind: 'quiet', quietMs: 30_000, maxMs: 100_000 } as const;

describe('a fixed window', () => {
  it('ends so long after the first alert, whatever comes meanwhile', async () => {
    await using line = await Timeline.of({ windowMs: 60_000 });
    await line.at(0, ...pods(1));
    await line.at(59, ...pods(1, { first: 2 }));
    await line.at(60, ...pods(1, { first: 3 }));
    await line.until(120);

    expect(await line.resources(2)).toEqual(['2 alerts from 0 s, expired', '1 alerts from 60 s, expired']);
  });
});

describe('a quiet window', () => {
  it('ends after a pause without new alerts: a repeat is none', async () => {
    await using line = await Timeline.of({ window: quiet });
    await line.at(0, ...pods(1));
    await line.at(29, ...pods(1, { first: 2 }));
    await line.at(45, ...pods(2));
    await line.at(58, ...pods(1, { first: 3 }));
    await line.until(88);

    expect(await line.resources(1)).toEqual(['3 alerts from 0 s, quiet']);
    const [storm] = await line.bench.storms('submitted');
    expect(storm).toMatchObject({ sealAt: noon + 88_000, deliveryCount: 5 });
  });

  it('is over for what arrives at the end of the pause, however long a worker was away', async () => {
    await using line = await Timeline.of({ window: quiet });
    await line.bench.rest();
    for (const [i, seconds] of [0, 29, 59].entries()) {
      line.bench.clock.time = noon + seconds * 1000;
      await line.bench.post(...pods(1, { first: i + 1 }));
    }
    line.bench.clock.time = noon + 3600_000;
    await line.bench.work();
    await line.bench.folded();
    await line.until(3600);

    expect(await line.resources(2)).toEqual(['2 alerts from 0 s, quiet', '1 alerts from 59 s, quiet']);
  });

  it('never lasts longer than its maximum', async () => {
    await using line = await Timeline.of({ window: quiet });
    for (let i = 0; i < 5; i++) await line.at(i * 24, ...pods(1, { first: i + 1 }));
    await line.at(100, ...pods(1, { first: 9 }));
    await line.until(140);

    expect(await line.resources(2)).toEqual(['5 alerts from 0 s, expired', '1 alerts from 100 s, quiet']);
  });

  it('whose end was put off while its seal was on the road is looked at again when the pause is over', async () => {
    await using line = await Timeline.of({ window: quiet });
    await line.at(0, ...pods(1));
    const [storm] = await line.bench.storms('open');
    if (!storm) throw new Error('no storm');
    await line.bench.rest();
    line.bench.clock.time = noon + 29_000;
    await line.bench.post(...pods(1, { first: 2 }));
    line.bench.clock.time = noon + 30_000;
    await line.bench.fire(storm);
    await line.bench.work();
    await line.bench.folded();
    expect(await line.bench.storms()).toMatchObject([{ state: 'open', sealAt: noon + 59_000 }]);
    await line.until(59);

    expect(await line.resources(1)).toEqual(['2 alerts from 0 s, quiet']);
  });
});

describe('a storm of as many alerts as it may have', () => {
  it('is sealed with the last of them, and the rest of the same notification begins another', async () => {
    await using line = await Timeline.of({ windowMs: 300_000, maxAlerts: 4 });
    await line.at(0, ...pods(10));

    expect(await line.resources(2)).toEqual(['4 alerts from 0 s, full', '4 alerts from 0 s, full']);
    await line.until(300);
    expect(await line.resources(3)).toEqual([
      ...['4 alerts from 0 s, full', '4 alerts from 0 s, full', '2 alerts from 0 s, expired'],
    ]);
    expect(await line.bench.instance.counters.read()).toMatchObject({ opened: 3, folded: 7, pending: 0 });
  });

  it('counts repeats of its alerts as deliveries, not towards that number', async () => {
    await using line = await Timeline.of({ windowMs: 300_000, maxAlerts: 3 });
    await line.at(0, ...pods(2));
    await line.at(5, ...pods(2));
    expect(await line.bench.storms('open')).toMatchObject([{ alertCount: 2, deliveryCount: 4 }]);
    await line.at(6, ...pods(3));

    expect(await line.resources(1)).toEqual(['3 alerts from 0 s, full']);
  });
});

describe('an urgent alert', () => {
  it('seals its storm at once, with all that arrived in the same moment', async () => {
    await using line = await Timeline.of({ windowMs: 300_000, urgent });
    await line.at(0, ...pods(1, critical), ...pods(3, { first: 2 }));
    line.bench.clock.time += 1;

    // No timer is fired here: the worker has brought it forward.
    expect(await line.resources(1)).toEqual(['4 alerts from 0 s, urgent']);
  });

  it('takes in what stands behind it in the queue and arrived with it, be it hundreds', async () => {
    await using line = await Timeline.of({ windowMs: 300_000, urgent });
    await line.bench.rest();
    await line.bench.post(...pods(450, critical));
    line.bench.clock.time += 60_000;
    await line.bench.work();

    expect(await line.resources(1)).toEqual(['450 alerts from 0 s, urgent']);
  });

  it('shortens the wait of a storm that is open', async () => {
    await using line = await Timeline.of({ windowMs: 300_000, urgent, urgentWaitMs: 10_000 });
    await line.at(0, ...pods(1));
    await line.at(100, ...pods(1, { first: 2, ...critical }));
    await line.at(109, ...pods(1, { first: 3, ...critical }));
    const [storm] = await line.bench.storms('open');
    const job = await line.bench.instance.queues.finalize.getJob(storm?.id ?? '');
    expect(storm).toMatchObject({ sealAt: noon + 110_000 });
    expect(job?.delay).toBe(10_000);
    await line.until(110);

    expect(await line.resources(1)).toEqual(['3 alerts from 0 s, urgent']);
  });

  it('that comes near the end does not put it off', async () => {
    await using line = await Timeline.of({ windowMs: 60_000, urgent, urgentWaitMs: 10_000 });
    await line.at(0, ...pods(1));
    await line.at(55, ...pods(1, { first: 2, ...critical }));
    await line.until(60);

    expect(await line.resources(1)).toEqual(['2 alerts from 0 s, expired']);
  });
});

describe('a storm', () => {
  it('keeps the settings that it was opened with', async () => {
    await using line = await Timeline.of({ windowMs: 60_000 });
    await line.at(0, ...pods(1));
    line.bench.instance.rules.replace(ruleBookOf({ windowMs: 10_000, maxAlerts: 2 }));
    await line.at(30, ...pods(3, { first: 2 }));
    await line.at(61, ...pods(1, { first: 9 }));
    await line.until(71);

    expect(await line.resources(2)).toEqual(['4 alerts from 0 s, expired', '1 alerts from 61 s, expired']);
  });
});
