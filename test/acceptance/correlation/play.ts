import { expect } from 'vitest';

import { type Incident, type MemberKey, keyOf } from '../../../scripts/eval/incident.ts';
import type { Config } from '../../../src/config.ts';
import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { type StormMember } from '../../../src/storm/storm.ts';
import { eventually, patience } from '../../support/eventually.ts';
import { fireUntil, roadsEmpty } from '../../support/replayed.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { ServiceBench } from '../../support/service-bench.ts';
import { minute, noon } from '../../support/store.ts';

/** What a whole service made of an incident's notifications, each at its time. */
export interface Played {
  /** The alerts of each storm that was submitted. */
  readonly items: readonly (readonly MemberKey[])[];
  readonly members: readonly StormMember[];
  readonly resources: readonly AlertStormManifest[];
}

/** Plays an incident to a whole service that correlates. Without a file for a topology, labels are all that it knows. */
export async function play({ deliveries }: Incident, topologyFile?: string): Promise<Played> {
  const topology: Config['topology'] = {
    ...(topologyFile === undefined ? { kind: 'off', file: undefined } : { kind: 'file', file: topologyFile }),
    ...{ maxObjects: 100_000, goneForMs: 60 * minute },
  };
  const ruleBook = ruleBookOf({ windowMs: 5 * minute, correlate: true });
  await using bench = await ServiceBench.open({ ruleBook, topology });
  for (const { t_ms, body } of deliveries) {
    await fireUntil(bench, noon + t_ms);
    bench.clock.time = noon + t_ms;
    expect((await bench.post(body)).status).toBe(202);
    await roadsEmpty(bench);
  }
  await fireUntil(bench, noon + 60 * minute);
  return await outcomeOf(bench);
}

async function outcomeOf({ peek }: ServiceBench): Promise<Played> {
  await eventually(async () => {
    const left = await peek.storms('open', 'sealed', 'failed');
    if (left.length > 0) throw new Error(`${left.length} storms are not settled`);
  }, patience);
  const storms = await peek.storms('submitted');
  const members = await Promise.all(
    storms.map(async (storm) => (await peek.instance.reader.members(storm, 0, 1000)).members),
  );
  return {
    items: members.map((some) => some.map(keyOf)),
    members: members.flat(),
    resources: await peek.resources(),
  };
}
