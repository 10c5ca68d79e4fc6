import { describe, expect, it } from 'vitest';

import { namesOf } from '../support/peek.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';

const pods = Array.from({ length: 15 }, (_, i) => `api-${String(i).padStart(2, '0')}`);

describe('a storm', () => {
  it('of fifteen alerts becomes one resource with exactly these fifteen resources', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    for (const pod of pods) await bench.post(podAlert(pod));
    await bench.folded();
    await bench.expire();
    await bench.until('submitted', 1);
    const [resource, ...others] = await bench.resources();

    expect(others).toEqual([]);
    expect(resource?.spec).toMatchObject({
      pattern: { text: 'KubePodCrashLooping in shop' },
      alertCount: 15,
      deliveryCount: 15,
      affectedResourceCount: 15,
      affectedResourcesByKind: { Pod: 15 },
      truncated: false,
    });
    expect(resource && namesOf(resource)).toEqual(pods.map((pod) => `Pod/shop/${pod}`));
  });

  it('counts the same pod again as a delivery, not as a resource', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1'), podAlert('api-2'));
    await bench.post(podAlert('api-1'));
    await bench.folded();
    await bench.expire();
    await bench.until('submitted', 1);
    const [resource] = await bench.resources();

    expect(resource?.spec).toMatchObject({ alertCount: 2, deliveryCount: 3, affectedResourceCount: 2 });
  });

  it('holds one alertname in one namespace: two of either are two storms', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(
      podAlert('a'),
      podAlert('b', { namespace: 'billing' }),
      podAlert('c', { alertname: 'PodDown' }),
    );
    await bench.folded();
    await bench.expire();
    await bench.until('submitted', 3);

    expect((await bench.resources()).map((r) => r.spec.pattern.text).sort()).toEqual([
      ...['KubePodCrashLooping in billing', 'KubePodCrashLooping in shop', 'PodDown in shop'],
    ]);
  });

  it('carries what its alerts share, a few of them whole, and the storm before it', async () => {
    await using bench = await WorkerBench.open();
    await bench.work();
    await bench.post(podAlert('api-1', { severity: 'warning' }), podAlert('api-2', { severity: 'critical' }));
    await bench.folded();
    await bench.expire();
    const [first] = await bench.until('submitted', 1);
    await bench.post(podAlert('api-3'));
    await bench.folded();
    await bench.expire();
    await bench.until('submitted', 2);
    const resources = await bench.resources();
    const [one, two] = resources[0]?.spec.previous === undefined ? resources : resources.toReversed();

    expect(one?.spec).toMatchObject({
      severity: 'critical',
      commonLabels: { alertname: 'KubePodCrashLooping', namespace: 'shop' },
      commonAnnotations: { summary: 'A container restarts again and again.' },
    });
    expect(one?.spec.samples.map((s) => s.labels['pod'])).toEqual(['api-1', 'api-2']);
    expect(one?.metadata.name).toBe(first?.resourceName);
    expect(two?.spec.previous).toBe(first?.resourceName);
  });
});
