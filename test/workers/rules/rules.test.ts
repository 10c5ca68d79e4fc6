import { describe, expect, it } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import type { Rule, RuleSettings } from '../../../src/rules/rule.ts';
import { plainPatterns } from '../../../src/rules/in-force.ts';
import { ruleBookOf, ruleSettingsOf } from '../../support/rule-book.ts';
import { noon } from '../../support/store.ts';
import { pods, Timeline } from '../../support/timeline.ts';

function rule(
  name: string,
  match: string,
  settings: Partial<RuleSettings> & { windowMs?: number } = {},
): Rule {
  return { name, match: parseMatchers(match), settings: ruleSettingsOf({ windowMs: 60_000, ...settings }) };
}

async function patternsOf({ bench }: Timeline): Promise<string[]> {
  return (await bench.storms('open'))
    .map(({ pattern, alertCount }) => `${pattern.text}: ${alertCount}`)
    .sort();
}

describe('the first rule that matches', () => {
  it('decides, and no two rules share a storm', async () => {
    const rules = [rule('one', 'pod="api-1"'), rule('two', 'pod=~"api-[123]"')];
    await using line = await Timeline.of({ windowMs: 60_000 }, rules);
    await line.at(0, ...pods(5));
    const storms = await line.bench.storms('open');

    expect(storms.map(({ terms, alertCount }) => `${terms?.rule}: ${alertCount}`).sort()).toEqual([
      ...['default: 2', 'one: 1', 'two: 2'],
    ]);
    expect(new Set(storms.map(({ id }) => id.slice(0, 16))).size).toBe(3);
  });

  it('says which labels make the pattern', async () => {
    const node = rule('node', 'alertname=~"KubeNode.*"', { by: ['node'] });
    await using line = await Timeline.of({ windowMs: 60_000 }, [node]);
    const on = (alertname: string, name: string) => pods(1, { alertname, node: name });
    await line.at(
      0,
      ...on('KubeNodeNotReady', 'a'),
      ...on('KubeNodeUnreachable', 'a'),
      ...on('KubeNodeNotReady', 'b'),
    );

    expect(await patternsOf(line)).toEqual(['node with node=a: 2', 'node with node=b: 1']);
  });

  it('can make a pattern of all labels, so that each alert has its own storm', async () => {
    await using line = await Timeline.of({ windowMs: 60_000, by: ['...'] });
    await line.at(0, ...pods(3));
    await line.at(1, ...pods(3));

    expect(
      (await line.bench.storms('open')).map(({ alertCount, deliveryCount }) => [alertCount, deliveryCount]),
    ).toEqual([1, 2, 3].map(() => [1, 2]));
  });
});

describe('a change of rules', () => {
  it('opens no storm for alerts that were counted before, whatever partition they belong to now', async () => {
    await using line = await Timeline.of({ windowMs: 60_000 });
    const { rules, moved } = line.bench.instance;
    await line.at(0, ...pods(12));
    await line.until(60);
    await line.bench.until('submitted', 1);
    // A pattern for each pod: they are spread over all partitions.
    rules.replace(ruleBookOf({ windowMs: 60_000, by: ['pod'] }));
    await moved.claim(rules.patterns, plainPatterns);
    await line.at(300, ...pods(14));

    expect(await patternsOf(line)).toEqual(['alerts with pod=api-13: 1', 'alerts with pod=api-14: 1']);
    expect(await line.bench.instance.counters.read()).toMatchObject({ opened: 3, folded: 11, repeated: 12 });
  });

  it('is waited out: what arrived before on another road is folded first', async () => {
    await using line = await Timeline.of({ windowMs: 60_000 });
    const { rules, moved, queues } = line.bench.instance;
    await line.bench.rest();
    await line.bench.post(...pods(12));
    rules.replace(ruleBookOf({ windowMs: 60_000, by: ['pod'] }));
    await moved.claim(rules.patterns, plainPatterns);
    line.bench.clock.time = noon + 1000;
    await line.bench.post(...pods(12));
    expect(
      (await Promise.all(queues.aggregate.map((queue) => queue.getWaitingCount()))).filter((n) => n > 0),
    ).toHaveLength(4);
    await line.bench.work();
    await line.bench.folded();

    expect(await patternsOf(line)).toEqual(['KubePodCrashLooping in shop: 12']);
    expect(await line.bench.instance.counters.read()).toMatchObject({ opened: 1, folded: 11, repeated: 12 });
  });
});
