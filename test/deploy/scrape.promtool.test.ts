import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { programOnPath } from '../support/program.ts';
import { Scrape } from '../support/scrape.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { panelQueries } from './dashboard.ts';
import { type Used, exposed, usedBy } from './promql.ts';
import { rules } from './rules.ts';

const promtool = programOnPath('promtool') ?? 'promtool';
const expressions = [...rules.map(({ expr }) => expr), ...panelQueries.map(({ expr }) => expr)];

/** What promtool says of these bytes or arguments; its exit code and all that it printed. */
function ask(args: readonly string[], input = ''): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(promtool, args, { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

/** Counters whose labels are not known before the first time. */
const whenItHappens = new Set([
  ...['stormfold_login_failures_total', 'stormfold_submit_failures_total', 'stormfold_swept_total'],
  ...['stormfold_resources_deleted_total', 'stormfold_status_updates_total'],
  ...['stormfold_unreadable_bodies_total', 'stormfold_config_reloads_total'],
]);

const alert = (pod: string) => ({
  ...{ status: 'firing', annotations: {}, startsAt: '2026-06-01T11:59:00Z' },
  labels: { alertname: 'PodDown', namespace: 'shop', severity: 'warning', pod },
});

/** A service that has folded, rejected and submitted, as Prometheus finds it. */
async function scrapeOfBusyService(): Promise<Scrape> {
  await using bench = await ServiceBench.open();
  await bench.post({ version: '4', alerts: [alert('api-1'), alert('api-2'), { status: 'sad' }] });
  await bench.post({ version: '4', alerts: [alert('api-1')] });
  await bench.peek.folded();
  await bench.expire();
  await bench.peek.until('submitted', 1);
  // Awaited here, while the service still stands.
  return await Scrape.of(bench.url);
}

describe('a scrape of a real service', () => {
  let scrape: Scrape;

  beforeAll(async () => {
    scrape = await scrapeOfBusyService();
  });

  it('is to the liking of promtool', () => {
    // prom-client's own defaults say `_total` of gauges, and have no unit.
    const own = scrape.text.split('\n').filter((line) => /^(?:# \w+ )?stormfold_/.test(line));
    expect(own.length).toBeGreaterThan(100);
    expect(ask(['check', 'metrics'], `${own.join('\n')}\n`)).toEqual({ code: 0, output: '' });
  });

  it('has every series that rules and dashboard ask for, apart from those of what has not happened yet', () => {
    const asked = new Set(expressions.flatMap((expr) => usedBy(expr).map(({ metric }) => metric)));
    const told = new Set(scrape.samples.map(({ name }) => name));
    const missing = [...asked].filter((metric) => metric !== 'up' && !told.has(metric));
    expect(missing.filter((metric) => !whenItHappens.has(metric))).toEqual([]);
  });

  it('has every value of the closed sets that they choose from', () => {
    const closed = expressions.flatMap(usedBy).filter(({ metric }) => {
      return exposed.get(metric)?.shared || metric === 'stormfold_submit_duration_seconds_count';
    });
    const chosen = closed.flatMap((used) => valuesIn(used).map((value) => [used.metric, ...value] as const));
    expect(chosen.length).toBeGreaterThan(20);
    const unknown = chosen.filter(([metric, label, value]) => !(value in scrape.by(metric, label)));
    expect(unknown).toEqual([]);
  });

  function valuesIn({ matchers }: Used): (readonly [label: string, value: string])[] {
    return matchers
      .filter(({ label, value }) => exposedLabel(label) && !value.includes('.*'))
      .flatMap(({ label, value }) => value.split('|').map((one) => [label, one] as const));
  }

  function exposedLabel(label: string): boolean {
    return ['outcome', 'state', 'reason', 'queue'].includes(label);
  }
});

describe('the queries of the dashboard', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stormfold-dashboard-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('are PromQL', async () => {
    const filled = panelQueries.map(({ expr }, i) => ({
      record: `panel:query${i}`,
      expr: expr
        .replaceAll(/\$__(?:rate_interval|range)/g, '5m')
        .replaceAll(/\$(?:namespace|job)/g, 'stormfold'),
    }));
    const file = join(folder, 'queries.json');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules: filled }] }));
    const { code, output } = ask(['check', 'rules', file]);
    expect(output).toContain(`SUCCESS: ${filled.length} rules found`);
    expect(code).toBe(0);
  });
});
