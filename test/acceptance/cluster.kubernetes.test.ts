import { setTimeout as pass } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { Alertmanager, alertmanagerProgram } from '../support/alertmanager.ts';
import { hasApiServer, ownApiServer } from '../support/api-server.ts';
import { ClusterProcesses } from '../support/cluster-processes.ts';
import { crashLoopPods, crashLoops } from '../support/crash-loops.ts';
import { readSchema, strictValidator } from '../support/definition.ts';
import { eventually } from '../support/eventually.ts';
import { Kubectl, kubectlLacks } from '../support/kubectl.ts';
import { namesOf } from '../support/peek.ts';
import { postJson } from '../support/service-bench.ts';
import { fieldsOf } from '../support/schema-fields.ts';

const lacksKubectl = kubectlLacks('deploy/base');

describe.skipIf(!hasApiServer || !alertmanagerProgram || lacksKubectl)('in a cluster', () => {
  it('fifteen alerts through Alertmanager are one AlertStorm that kubectl shows and explains', async () => {
    await using at = await ClusterProcesses.open();
    await using kubectl = await Kubectl.open(at.server.kubeConfig);
    const service = await at.serve({ STORMFOLD_WINDOW: '2s' });
    await using alertmanager = await Alertmanager.start(`${await service.url()}/webhooks/alertmanager`);
    await alertmanager.post(crashLoops(new Date()));
    const [storm] = await at.processes.peek.until('submitted', 1);
    // Alertmanager sends all fifteen again twice a second: none of that makes another.
    await eventually(async () => {
      const { repeated = 0 } = await at.processes.peek.instance.counters.read();
      expect(repeated).toBeGreaterThanOrEqual(30);
    });
    const [resource, ...others] = await at.resources();

    expect(others).toEqual([]);
    expect(resource?.metadata.name).toBe(storm?.resourceName);
    expect(resource?.spec).toMatchObject({
      ...{ severity: 'warning', alertCount: 15, affectedResourceCount: 15, truncated: false },
      ...{ pattern: { text: 'KubePodCrashLooping in checkout' }, affectedResourcesByKind: { Pod: 15 } },
    });
    expect(resource && namesOf(resource).sort()).toEqual(crashLoopPods.map((pod) => `Pod/checkout/${pod}`));
    // What was written down before the first try is what stands: no field was pruned.
    const kept = JSON.parse(
      (await at.processes.peek.instance.reader.manifest(storm?.id ?? '')) ?? '{}',
    ) as object;
    expect(kept).toMatchObject({ spec: resource?.spec });
    expect(resource).toMatchObject(kept);
    expect(strictValidator()({ spec: resource?.spec })).toBe(true);

    const shown = await kubectl.run('get', 'storms', '--namespace', at.namespace);
    const [, row = '', ...rest] = shown.trim().split('\n');
    expect(rest).toEqual([]);
    expect(row.split(/ {2,}/).slice(0, 5)).toEqual([
      ...[storm?.resourceName, 'KubePodCrashLooping in checkout', 'warning', '15', '15'],
    ]);
    await explainsEverything(kubectl);
  }, 120_000);
});

/** Every field of the definition, with its description, as `kubectl explain` finds it in what the server publishes. */
async function explainsEverything(kubectl: Kubectl): Promise<void> {
  const explain = (...args: string[]) => kubectl.run('explain', '--output=plaintext-openapiv2', ...args);
  // The server publishes a definition some seconds after it takes it.
  const tree = await eventually(() => explain('alertstorms.spec', '--recursive'));
  const fields = fieldsOf(readSchema().properties?.['spec'] ?? {}, 'alertstorms.spec');
  for (const { path } of fields) expect(tree).toContain(path.split('.').at(-1));
  for (const { path, description } of fields) {
    const told = (await explain(path)).replaceAll(/\s+/g, ' ');
    expect([path, told.includes(description.replaceAll(/\s+/g, ' '))]).toEqual([path, true]);
  }
}

function fiftyAlerts() {
  return Array.from({ length: 50 }, (_, n) => ({
    status: 'firing',
    labels: { alertname: 'HighCPUUsage', namespace: `team-${n}`, severity: 'warning', pod: `api-${n}` },
    annotations: {},
    startsAt: '2026-06-01T11:59:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  }));
}

describe.skipIf(!ownApiServer)('an API server that is killed for a minute', () => {
  it('in the middle of fifty storms that expire together gets each of them once, with nobody doing anything', async () => {
    // It takes few writes at a time, so that the fifty take a while.
    const flags = ['--enable-priority-and-fairness=false', '--max-mutating-requests-inflight=2'];
    await using at = await ClusterProcesses.open(flags);
    const { own } = at.server;
    const { peek } = at.processes;
    const service = await at.serve({ STORMFOLD_WINDOW: '3s' });
    const alerts = fiftyAlerts();
    const body = { version: '4', status: 'firing', alerts };
    expect((await postJson(`${await service.url()}/webhooks/alertmanager`, body)).status).toBe(202);
    await eventually(async () => expect(await peek.storms('submitted')).not.toEqual([]), {
      timeout: 30_000,
      interval: 5,
    });
    await own?.kill();
    const before = (await peek.storms('submitted')).length;
    expect(before).toBeLessThan(50);
    await pass(60_000);
    expect(await peek.storms('submitted')).toHaveLength(before);
    await own?.restart();
    await eventually(async () => expect(await peek.storms('submitted')).toHaveLength(50), {
      timeout: 150_000,
    });

    const resources = await at.resources();
    expect(resources.map(({ spec }) => spec.pattern.text).sort()).toEqual(
      alerts.map(({ labels }) => `HighCPUUsage in ${labels.namespace}`).sort(),
    );
    expect(resources.flatMap(namesOf).sort()).toEqual(
      alerts.map(({ labels }) => `Pod/${labels.namespace}/${labels.pod}`).sort(),
    );
    expect(resources.every(({ spec }) => spec.alertCount === 1 && spec.deliveryCount === 1)).toBe(true);
    expect(await peek.storms('open', 'sealed', 'failed', 'discarded')).toEqual([]);
  }, 400_000);
});
