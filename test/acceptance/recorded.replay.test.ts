import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

import { noon } from '../support/store.ts';
import { ServiceBench } from '../support/service-bench.ts';

const folder = process.env['STORMFOLD_FIXTURES'];

/** What one stream made: each storm's pattern with its members, and the counters. */
interface Outcome {
  readonly storms: Record<string, string[]>;
  readonly counters: Record<string, number>;
}

function deliveries(name: string): { t_ms: number; body: { alerts: unknown[] } }[] {
  const lines = gunzipSync(readFileSync(join(folder ?? '', 'replay', `${name}.jsonl.gz`)))
    .toString()
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as { t_ms: number; body: { alerts: unknown[] } });
}

async function replay(name: string): Promise<Outcome> {
  await using bench = await ServiceBench.open();
  for (const { t_ms, body } of deliveries(name)) {
    bench.clock.time = noon + t_ms;
    expect((await bench.post(body)).status).toBe(202);
  }
  await bench.peek.folded();
  const open = await bench.peek.storms('open');
  await bench.expire();
  const submitted = await bench.peek.until('submitted', open.length);
  const resources = await bench.peek.resources();
  expect(resources).toHaveLength(submitted.length);
  const storms = resources.map(({ spec }) => [spec.pattern.text, [...spec.members].sort()] as const);
  return { storms: Object.fromEntries(storms), counters: { ...(await bench.peek.instance.counters.read()) } };
}

describe.skipIf(folder === undefined)('the recorded incident', () => {
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    for (const name of ['by-namespace', 'alertname-namespace']) outcomes.set(name, await replay(name));
  }, 120_000);

  it.each([
    ['by-namespace', 434],
    ['alertname-namespace', 295],
  ])('grouped %s makes 38 storms of 67 episodes out of %i alerts', (name, received) => {
    const { storms = {}, counters = {} } = outcomes.get(name) ?? {};
    const sizes = Object.values(storms).map((members) => members.length);

    expect(sizes).toHaveLength(38);
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(67);
    expect(sizes.filter((n) => n >= 2)).toHaveLength(13);
    expect(Math.max(...sizes)).toBe(9);
    expect(storms['KubePodCrashLooping in shop']).toHaveLength(9);
    const { excluded = 0, opened = 0, folded = 0, repeated = 0, resolved = 0, queued = 0 } = counters;
    expect(counters).toMatchObject({ received, rejected: 0, pending: 0, opened: 38, folded: 29 });
    expect(received).toBe(queued + excluded);
    expect(queued).toBe(opened + folded + repeated + resolved);
  });

  it('gives the same storms with the same members, whatever its grouping', () => {
    expect(outcomes.get('alertname-namespace')?.storms).toEqual(outcomes.get('by-namespace')?.storms);
  });
});
