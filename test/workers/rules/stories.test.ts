import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import type { Alert } from '../../../src/alert/alert.ts';
import type { Storm } from '../../../src/storm/storm.ts';
import { loadYaml } from '../../config/load.ts';
import { noon } from '../../support/store.ts';
import { Timeline, ended, pods, since } from '../../support/timeline.ts';
import { podAlert } from '../../support/worker-bench.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/rules.md', import.meta.url)), 'utf8');

/** Workers under the rules that the page gives under this heading. */
async function story(heading: string): Promise<Timeline> {
  const yaml = page.split(`### ${heading}\n`)[1]?.split('```yaml\n')[1]?.split('```')[0] ?? '';
  return Timeline.of({}, [], { config: { ruleBook: loadYaml(yaml).ruleBook } });
}

/** What became of every storm, by when its first alert came: times in seconds from noon. */
async function storms({ bench }: Timeline, count: number): Promise<string[]> {
  await bench.until('open', 0);
  await bench.until('sealed', 0);
  const all = await bench.storms('submitted', 'dropped');
  expect(all).toHaveLength(count);
  return all.toSorted((a, b) => a.openedAt - b.openedAt).map(tell);
}

function tell({ pattern, state, alertCount, joinedCount, sealReason, openedAt, sealAt }: Storm): string {
  const [from, to] = [openedAt, sealAt].map((ms) => (ms - noon) / 1000);
  const joined = joinedCount > 0 ? ` and ${joinedCount} joined` : '';
  return `${pattern.text}: ${alertCount}${joined}, ${from} to ${to} s, ${sealReason}, ${state}`;
}

describe('the stories of docs/rules.md', () => {
  it('a crash loop: one storm of 19, the sixteenth pod joins, a single one elsewhere is dropped', async () => {
    await using line = await story('A crash loop');
    await line.at(0, ...pods(5));
    await line.at(60, ...pods(5, { first: 6 }));
    await line.at(115, ...pods(5, { first: 11 }), ...pods(4, { alertname: 'KubePodNotReady' }));
    await line.at(180, ...pods(15));
    await line.at(1800, ...pods(16), podAlert('cart-1', { namespace: 'cart' }));
    await line.until(1920);

    expect(await storms(line, 2)).toEqual([
      'crash-loops in shop: 19 and 1 joined, 0 to 235 s, quiet, submitted',
      'crash-loops in cart: 1, 1800 to 1920 s, quiet, dropped',
    ]);
    const { repeated } = await line.bench.instance.counters.read();
    expect(repeated).toBe(30);
  });

  it('a node fails: a minute after the last warning, or 20 s after a critical alert', async () => {
    await using line = await story('A node fails');
    const names = ['KubeletInstanceUnreachable', 'KubeNodeNotReady', 'KubeNodeUnreachable'];
    const of = (node: string, i: number, severity = 'warning') =>
      podAlert('', {
        alertname: names[i] ?? '',
        namespace: i === 0 ? 'kube-system' : 'monitoring',
        node,
        severity,
      });
    await line.at(0, of('worker-3', 0));
    await line.at(1, of('worker-4', 0));
    await line.at(10, of('worker-3', 1), of('worker-4', 1, 'critical'));
    await line.at(20, of('worker-3', 2), of('worker-4', 2));
    await line.until(80);

    expect(await storms(line, 2)).toEqual([
      'node-failure with node=worker-3: 3, 0 to 80 s, quiet, submitted',
      'node-failure with node=worker-4: 3, 1 to 30 s, urgent, submitted',
    ]);
  });

  it('a rolling outage: seven nodes join the storm of the first two, the last two make another', async () => {
    await using line = await story('A rolling outage');
    const node = (i: number, severity = 'warning') =>
      podAlert('', { alertname: 'KubeNodeNotReady', cluster: 'eu-1', node: `worker-${i}`, severity });
    for (let i = 0; i <= 10; i++) await line.at(i * 240, node(i));
    await line.until(2460);

    expect(await storms(line, 2)).toEqual([
      'drain of cluster eu-1: 2 and 7 joined, 0 to 300 s, expired, submitted',
      'drain of cluster eu-1: 2, 2160 to 2460 s, expired, submitted',
    ]);
    const specs = (await line.bench.resources()).map(({ metadata, spec }) => [metadata.name, spec.previous]);
    const [first] = specs.find(([, previous]) => previous === undefined) ?? [];
    expect(specs.map(([, previous]) => previous).filter(Boolean)).toEqual([first]);
  });

  it('a flapping alert: one storm of ten firings, and more that join it', async () => {
    await using line = await story('A flapping alert');
    const probe = (instance: string): Alert => podAlert('', { alertname: 'ProbeFailed', instance });
    const fires = async (instance: string, seconds: number) =>
      line.at(seconds, since(probe(instance), seconds));
    const ends = async (instance: string, began: number, seconds: number) =>
      line.at(seconds, ended(since(probe(instance), began), seconds));
    for (let minute = 0; minute < 10; minute++) {
      await fires('a', minute * 60);
      if (minute === 1 || minute === 2) await fires('b', minute * 60);
      if (minute === 1 || minute === 2) await ends('b', minute * 60, minute * 60 + 20);
      if (minute < 9) await ends('a', minute * 60, minute * 60 + 30);
    }
    await line.until(900);
    await ends('a', 540, 910);
    await fires('a', 960);

    expect(await storms(line, 2)).toEqual([
      'ProbeFailed with instance=a: 10 and 1 joined, 0 to 900 s, expired, submitted',
      'ProbeFailed with instance=b: 2, 60 to 960 s, expired, dropped',
    ]);
    const [whole] = await line.bench.resources();
    expect(whole?.spec).toMatchObject({ flappingCount: 1, resolvedCount: 9, resolved: false });
  });
});
