import { describe, expect, it } from 'vitest';

import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { Alertmanager, alertmanagerProgram } from '../support/alertmanager.ts';
import { eventually, patience } from '../support/eventually.ts';
import { type Peek, namesOf } from '../support/peek.ts';
import { Program, programOnPath } from '../support/program.ts';
import { Exporter, Prometheus, prometheusProgram } from '../support/prometheus.ts';
import { ruleBookOf } from '../support/rule-book.ts';
import { ServiceBench } from '../support/service-bench.ts';

const amtool = programOnPath('amtool');

function openBench(windowMs: number): Promise<ServiceBench> {
  return ServiceBench.open({ ruleBook: ruleBookOf({ windowMs }) }, { realTime: true });
}

const rules = `[
  {alert: KubePodCrashLooping, expr: crash_loop == 1, labels: {severity: warning},
   annotations: {summary: 'A container restarts again and again.', runbook: 'https://runbooks/{{ $labels.pod }}'}},
  {alert: KubeNodeNotReady, expr: node_ready == 0, labels: {severity: critical}}]`;
const pod = (name: string) => `crash_loop{namespace="checkout",pod="${name}"} 1`;
const node = (name: string) => `node_ready{node="${name}"} 0`;
const pods = ['api-1', 'api-2', 'api-3', 'api-4', 'api-5', 'api-6'];
const crowd = pods.concat(Array.from({ length: 64 }, (_, i) => `web-${i}`));

/** What two ways of the same alerts must agree on. */
function told({ spec }: AlertStormManifest) {
  const { pattern, severity, alertCount, resolvedCount, affectedResourceCount, affectedResourcesByKind } =
    spec;
  const { commonLabels, commonAnnotations, truncated } = spec;
  return {
    ...{ pattern, severity, alertCount, resolvedCount, affectedResourceCount, affectedResourcesByKind },
    ...{ commonLabels, commonAnnotations, truncated },
    resources: spec.affectedResources.map(({ kind, name, resolved }) => `${kind} ${name} ${resolved}`).sort(),
    members: spec.members.map(memberText).sort(),
    urls: new Set(spec.samples.map(({ generatorURL }) => generatorURL)),
  };
}

// The same instant, however its writer spells it.
function memberText(member: string): string {
  const [fingerprint = '', startsAt = ''] = member.split('@');
  return `${fingerprint} since ${Date.parse(startsAt)}`;
}

async function resourcesOf({ peek }: ServiceBench, count: number): Promise<ReturnType<typeof told>[]> {
  await peek.until('submitted', count);
  const all = (await peek.resources()).map(told);
  return all.toSorted((a, b) => (a.pattern.text < b.pattern.text ? -1 : 1));
}

async function membersOpen(peek: Peek, count: number): Promise<void> {
  await eventually(async () => {
    const open = (await peek.storms('open')).reduce((sum, { alertCount }) => sum + alertCount, 0);
    if (open !== count) throw new Error(`${open} alerts are in open storms, not ${count}`);
  }, patience);
}

describe.skipIf(!prometheusProgram || !alertmanagerProgram)('a real Prometheus', () => {
  it('makes the storms that it makes through an Alertmanager, with the same ends', async () => {
    await using direct = await openBench(8000);
    await using behind = await openBench(8000);
    await using alertmanager = await Alertmanager.start(`${behind.url}/webhooks/alertmanager`);
    await using exporter = await Exporter.start();
    const targets = [direct.url, alertmanager.url].map((url) => new URL(url).host);
    await using prometheus = await Prometheus.start(exporter.address, rules, targets);
    exporter.series = [...crowd.map(pod), node('node-1'), node('node-2')];
    await membersOpen(direct.peek, 72);
    await membersOpen(behind.peek, 72);
    exporter.series = [...crowd.slice(1).map(pod), node('node-1'), node('node-2')];

    const [straight, roundabout] = await Promise.all([resourcesOf(direct, 2), resourcesOf(behind, 2)]);
    expect(straight).toEqual(roundabout);
    expect(straight.map((each) => [each.pattern.text, each.alertCount, each.resolvedCount])).toEqual([
      ['KubeNodeNotReady', 2, 0],
      ['KubePodCrashLooping in checkout', 70, 1],
    ]);
    expect(straight[1]?.resources.filter((text) => text.endsWith('true'))).toEqual(['Pod api-1 true']);
    expect(prometheus.refused).toEqual([]);
    const { opened, folded, rejected, refired } = await direct.peek.instance.counters.read();
    expect({ opened, folded, rejected, refired }).toMatchObject({ opened: 2, folded: 70, rejected: 0 });
    expect(refired ?? 0).toBe(0);
  }, 90_000);

  it('that dies leaves alerts that have ended, as it does through an Alertmanager', async () => {
    await using direct = await openBench(12_000);
    await using behind = await openBench(12_000);
    await using alertmanager = await Alertmanager.start(`${behind.url}/webhooks/alertmanager`);
    await using exporter = await Exporter.start();
    const targets = [direct.url, alertmanager.url].map((url) => new URL(url).host);
    await using prometheus = await Prometheus.start(exporter.address, rules, targets);
    exporter.series = pods.map(pod);
    await membersOpen(direct.peek, 6);
    await membersOpen(behind.peek, 6);
    await prometheus.kill();

    const [straight, roundabout] = await Promise.all([resourcesOf(direct, 1), resourcesOf(behind, 1)]);
    expect(straight).toEqual(roundabout);
    expect(straight[0]).toMatchObject({ alertCount: 6, resolvedCount: 6 });
    expect((await direct.peek.storms())[0]).toMatchObject({ expiredCount: 6 });
    expect((await behind.peek.storms())[0]).not.toHaveProperty('expiredCount');
  }, 90_000);
});

describe.skipIf(!amtool)('amtool alert add', () => {
  it('takes the answer for that of an Alertmanager, and ends what it added', async () => {
    await using bench = await openBench(10_000);
    const add = async (name: string, ...more: string[]) => {
      const labels = ['alertname=KubePodCrashLooping', 'namespace=shop', `pod=${name}`];
      await using program = new Program(amtool ?? '', [
        ...['alert', 'add', `--alertmanager.url=${bench.url}`, ...more, ...labels],
      ]);
      return [await program.ended(), program.output];
    };
    expect(await add('api-1', '--annotation=summary=restarts')).toEqual([0, '']);
    expect(await add('api-2')).toEqual([0, '']);
    expect(await add('api-1', '--annotation=summary=restarts')).toEqual([0, '']);
    expect(await add('api-2', `--end=${new Date(Date.now() - 2000).toISOString()}`)).toEqual([0, '']);
    await bench.peek.until('submitted', 1);
    const [resource, ...others] = await bench.peek.resources();

    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({ alertCount: 2, deliveryCount: 4, resolvedCount: 1 });
    expect(resource && namesOf(resource)).toEqual(['Pod/shop/api-1', 'Pod/shop/api-2']);
    expect(resource?.spec.affectedResources.map(({ resolved }) => resolved)).toEqual([false, true]);
  }, 60_000);
});
