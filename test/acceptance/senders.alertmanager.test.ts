import { describe, expect, it } from 'vitest';

import { Alertmanager, alertmanagerProgram } from '../support/alertmanager.ts';
import { crashLoopPods, crashLoops } from '../support/crash-loops.ts';
import { namesOf } from '../support/peek.ts';
import { ruleBookOf } from '../support/rule-book.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { eventually, patience } from '../support/eventually.ts';

async function counted(bench: ServiceBench, outcome: string, atLeast: number): Promise<void> {
  await eventually(async () => {
    const counters = await bench.peek.instance.counters.read();
    if ((counters[outcome] ?? 0) < atLeast)
      throw new Error(`${outcome} is ${counters[outcome]}, not ${atLeast} yet`);
  }, patience);
}

describe.skipIf(alertmanagerProgram === undefined)('a real Alertmanager', () => {
  it('makes one resource of fifteen alerts, none of its re-sends, and a second when they fire again', async () => {
    await using bench = await ServiceBench.open(
      { ruleBook: ruleBookOf({ windowMs: 2000 }) },
      { realTime: true },
    );
    await using alertmanager = await Alertmanager.start(`${bench.url}/webhooks/alertmanager`);
    const firstStart = new Date();
    await alertmanager.post(crashLoops(firstStart));
    const [first] = await bench.peek.until('submitted', 1);
    const [resource, ...others] = await bench.peek.resources();

    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({
      pattern: { text: 'KubePodCrashLooping in checkout' },
      alertCount: 15,
      affectedResourceCount: 15,
      affectedResourcesByKind: { Pod: 15 },
    });
    expect(resource && namesOf(resource).sort()).toEqual(crashLoopPods.map((pod) => `Pod/checkout/${pod}`));

    const { repeated: before = 0 } = await bench.peek.instance.counters.read();
    await counted(bench, 'repeated', before + 30);
    expect((await bench.peek.storms()).map((storm) => storm.id)).toEqual([first?.id]);

    await alertmanager.post(crashLoops(firstStart, new Date()));
    await counted(bench, 'resolved', 15);
    await alertmanager.post(crashLoops(new Date()));
    await bench.peek.until('submitted', 2);
    const resources = await bench.peek.resources();
    const second = resources.find(({ metadata }) => metadata.name !== first?.resourceName);

    expect(resources).toHaveLength(2);
    expect(second?.spec).toMatchObject({
      alertCount: 15,
      affectedResourceCount: 15,
      previous: first?.resourceName,
    });
    const { received, excluded, rejected } = await bench.peek.instance.counters.read();
    const {
      queued = 0,
      opened = 0,
      folded = 0,
      repeated = 0,
      resolved = 0,
      pending = 0,
    } = await bench.peek.instance.counters.read();
    expect([excluded, rejected]).toEqual([0, 0]);
    expect(opened + folded).toBe(30);
    expect(received).toBeGreaterThanOrEqual(75);
    expect(queued).toBe(opened + folded + repeated + resolved + pending);
  }, 60_000);
});
