import { join } from 'node:path';
import { expect, it } from 'vitest';

import { firingsOf } from '../../scripts/eval/incident.ts';
import { readIncident } from '../../scripts/eval/read.ts';
import type { Alert } from '../../src/alert/alert.ts';
import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { Seeded } from '../faults/harness/seeded.ts';
import { eventually } from '../support/eventually.ts';
import { minute, noon } from '../support/store.ts';
import type { WorkerBench } from '../support/worker-bench.ts';
import { correlating } from '../workers/correlation/support.ts';

const incidents = ['01-node-death', '04-bad-rollout', '12-two-at-once', '13-drain'];
const scopesEach = 125;
/** All that arrives within one window from a scope's first alert, in steps of ten seconds. */
const steps = 29;
const stepMs = 10_000;

interface Sent {
  readonly step: number;
  readonly alert: Alert;
  /** Its fingerprint in the incident. */
  readonly called: string;
}

/** The alerts of one incident in a scope of its own, each at a time of its own, and some of them again. */
function historyOf(alerts: readonly Alert[], cluster: string, chance: Seeded): Sent[] {
  return alerts.flatMap((original, i) => {
    const labels = { ...original.labels, cluster };
    const alert = { ...original, labels, fingerprint: fingerprintOf(labels) };
    const called = original.fingerprint;
    // The first one opens the window for all.
    const step = i === 0 ? 0 : chance.int(0, steps);
    const again = chance.int(0, 3) === 0 ? [{ step: chance.int(step, steps), alert, called }] : [];
    return [{ step, alert, called }, ...again];
  });
}

async function alertsOf(name: string): Promise<Alert[]> {
  const { incident } = await readIncident(join('scripts/eval/incidents', name));
  return [...firingsOf(incident).values()].map(({ labels, annotations, startsAt, fingerprint }): Alert => {
    return {
      status: 'firing',
      labels,
      annotations,
      startsAt,
      endsAt: undefined,
      fingerprint,
      generatorURL: undefined,
    };
  });
}

/** Sends what comes in one step in notifications of any size and order. */
async function send(bench: WorkerBench, alerts: readonly Alert[], chance: Seeded): Promise<void> {
  const left = chance.some(alerts, alerts.length);
  while (left.length > 0) await bench.post(...left.splice(0, chance.int(1, 400)));
  await bench.folded();
}

/** Whatever was carried over comes to its end a window later. */
async function end(bench: WorkerBench): Promise<void> {
  bench.clock.time = noon + 20 * minute;
  await eventually(
    async () => {
      await bench.fireAll(bench.clock.time);
      const left = await bench.storms('open', 'sealed');
      if (left.length > 0) throw new Error(`${left.length} storms are not submitted`);
    },
    { timeout: 120_000, interval: 500 },
  );
}

/** By scope, the alerts of each of its resources, as they are called without it. */
async function itemsByScope(bench: WorkerBench, names: ReadonlyMap<string, string>) {
  const found = new Map<string, string[]>();
  for (const { spec } of await bench.resources()) {
    const cluster = spec.pattern.labels['cluster'] ?? '';
    const members = spec.members.map((member) => {
      const [fingerprint = '', startsAt = ''] = member.split('@');
      return `${names.get(fingerprint) ?? ''}@${startsAt}`;
    });
    found.set(cluster, [...(found.get(cluster) ?? []), members.toSorted().join(' ')]);
  }
  return new Map([...found].map(([cluster, items]) => [cluster, items.toSorted()]));
}

it('500 scopes whose alerts come in any order, in any notifications, are divided alike', async () => {
  const chance = new Seeded(20_261_127);
  await using bench = await correlating();
  await bench.work();
  const names = new Map<string, string>();
  const all: Sent[] = [];
  for (const name of incidents) {
    const alerts = await alertsOf(name);
    for (let i = 0; i < scopesEach; i++) {
      const history = historyOf(chance.some(alerts, alerts.length), `${name}/${i}`, chance);
      for (const { alert, called } of history) names.set(alert.fingerprint, called);
      all.push(...history);
    }
  }
  const bySteps = Map.groupBy(all, ({ step }) => step);
  for (let step = 0; step <= steps; step++) {
    bench.clock.time = noon + step * stepMs;
    await send(
      bench,
      (bySteps.get(step) ?? []).map(({ alert }) => alert),
      chance,
    );
  }
  await end(bench);

  const items = await itemsByScope(bench, names);
  expect(items.size).toBe(incidents.length * scopesEach);
  for (const name of incidents) {
    const scopes = [...items].filter(([cluster]) => cluster.startsWith(`${name}/`));
    const ways = Map.groupBy(scopes, ([, own]) => own.join('\n'));
    const [expected] = scopes[0]?.[1] ?? [];
    expect(expected?.length).toBeGreaterThan(0);
    expect([...ways].map(([, alike]) => alike.length)).toEqual([scopesEach]);
  }
}, 300_000);
