import { CustomObjectsApi, type KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { type LateStatus, lateStatusOf } from '../../../src/sink/late-status.ts';
import { buildManifest } from '../../../src/sink/manifest.ts';
import { alertStormType } from '../../../src/sink/resource-type.ts';
import type { SubmittedStorm } from '../../../src/sink/sink.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace, serviceAccount } from '../../support/cluster.ts';
import { refusalOf } from '../../support/refusal.ts';
import { memberOf, snapshotOf } from '../../support/snapshots.ts';

const { group, version, plural } = alertStormType;
const mergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const consumers = {
  phase: 'Analysing',
  observedGeneration: 1,
  conditions: [
    {
      ...{ type: 'Ready', status: 'False', reason: 'Analysing', message: 'Looking at it.' },
      lastTransitionTime: '2026-11-24T12:10:00Z',
    },
  ],
};

interface Stored {
  readonly spec: unknown;
  readonly status?: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** After so many alerts have joined. */
function lateWith(joinedCount: number): LateStatus {
  const { storm } = snapshotOf({ storm: { joinedCount, endedLateCount: 1 } });
  const joined = Array.from({ length: joinedCount }, (_, n) => memberOf(n));
  const [lastJoinedAt, now] = [Date.UTC(2026, 10, 24, 12, 20), Date.UTC(2026, 10, 24, 12, 20, 5)];
  return lateStatusOf(storm, { joined, joinedSeverity: 'warning', lastJoinedAt, now });
}

describe.skipIf(!hasApiServer)('what comes after the seal, on a real API server', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;
  let namespace: string;
  let api: CustomObjectsApi;
  let sink: KubernetesSink;

  beforeAll(async () => {
    server = stack.use(await startApiServer());
    ({ name: namespace } = stack.use(await makeNamespace(server.kubeConfig)));
    api = server.kubeConfig.makeApiClient(CustomObjectsApi);
    sink = sinkFor(
      await serviceAccount(server.kubeConfig, namespace, 'worker', ['create', 'get'], ['patch']),
    );
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  function sinkFor(kubeConfig: KubeConfig): KubernetesSink {
    const opened = new KubernetesSink(kubeConfig, { namespace, timeoutMs: 30_000 });
    stack.defer(() => opened.close());
    return opened;
  }

  /** A storm with an id of its own: no test meets what another one wrote. */
  async function submitted(digit: string): Promise<SubmittedStorm> {
    const stormId = `0123456789abcdef-${digit.repeat(12)}`;
    const manifest = buildManifest(snapshotOf({ storm: { id: stormId } }), { instance: 'stormfold' });
    return { stormId, name: (await sink.submit(manifest)).name };
  }

  const addressOf = (name: string) => ({ group, version, plural, namespace, name });

  async function stored(name: string): Promise<Stored> {
    return (await api.getNamespacedCustomObject(addressOf(name))) as Stored;
  }

  async function consumerSets(name: string, status: object): Promise<void> {
    await api.patchNamespacedCustomObjectStatus({ ...addressOf(name), body: { status } }, mergePatch);
  }

  /** What no update of a status may touch. */
  function lasting({ spec, metadata: { managedFields: _by, resourceVersion: _at, ...metadata } }: Stored) {
    return { spec, metadata };
  }

  it('stands beside what a consumer says, and changes neither that nor the spec nor the generation', async () => {
    const storm = await submitted('1');
    await consumerSets(storm.name, consumers);
    const before = await stored(storm.name);
    expect(await sink.updateStatus(storm, lateWith(2))).toBe('written');
    const after = await stored(storm.name);
    expect(after.status).toEqual({ ...consumers, alerts: lateWith(2) });
    expect(lasting(after)).toEqual(lasting(before));
    expect(after.metadata['generation']).toBe(1);
  });

  it('is replaced by what came later still, and survives what a consumer says then', async () => {
    const storm = await submitted('2');
    await sink.updateStatus(storm, lateWith(1));
    await consumerSets(storm.name, consumers);
    await sink.updateStatus(storm, lateWith(3));
    await consumerSets(storm.name, { phase: 'Done' });
    expect((await stored(storm.name)).status).toEqual({ ...consumers, phase: 'Done', alerts: lateWith(3) });
  });

  it('leaves a storm the one that was submitted', async () => {
    const storm = await submitted('3');
    await sink.updateStatus(storm, lateWith(1));
    // A successor would have another name.
    expect(await submitted('3')).toEqual(storm);
  });

  it('has nowhere to go once the resource is deleted', async () => {
    const storm = await submitted('4');
    await api.deleteNamespacedCustomObject(addressOf(storm.name));
    expect(await sink.updateStatus(storm, lateWith(1))).toBe('gone');
  });

  it('is not written into another object that has taken the name', async () => {
    const [own, other] = [await submitted('5'), await submitted('6')];
    expect(await sink.updateStatus({ ...other, stormId: own.stormId }, lateWith(1))).toBe('gone');
    expect(await stored(other.name)).not.toHaveProperty('status');
  });

  it('without the right to patch says which rule is missing', async () => {
    const storm = await submitted('7');
    const account = await serviceAccount(server.kubeConfig, namespace, 'no-status', ['create', 'get']);
    const error = await refusalOf(sinkFor(account).updateStatus(storm, lateWith(1)));
    expect(error).toMatchObject({ verdict: 'wait', reason: 'forbidden' });
    expect(error.message).toContain('cannot patch resource "alertstorms/status"');
    expect(error.advice).toContain(
      '{apiGroups: [stormfold.io], resources: [alertstorms/status], verbs: [patch]}',
    );
  });
});
