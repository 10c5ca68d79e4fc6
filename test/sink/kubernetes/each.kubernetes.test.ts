import { CustomObjectsApi } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { buildManifests } from '../../../src/sink/manifests.ts';
import { alertStormType } from '../../../src/sink/resource-type.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace } from '../../support/cluster.ts';
import { memberOf, snapshotOf } from '../../support/snapshots.ts';

const name = 'storm-kubepodcrashlooping-a1b2c3d4e5f6';
const snapshot = snapshotOf({ storm: { fate: 'each', alertCount: 3 } });
const manifests = buildManifests(snapshot, { instance: 'stormfold' }, [
  memberOf(0),
  memberOf(1),
  memberOf(2),
]);

describe.skipIf(!hasApiServer)('a storm of the fate each, on a real API server', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;
  let namespace: string;
  let sink: KubernetesSink;

  beforeAll(async () => {
    server = stack.use(await startApiServer());
    ({ name: namespace } = stack.use(await makeNamespace(server.kubeConfig)));
    sink = new KubernetesSink(server.kubeConfig, { namespace, timeoutMs: 30_000 });
    stack.defer(() => sink.close());
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  async function submitAll(): Promise<[string, boolean][]> {
    const done: [string, boolean][] = [];
    for (const manifest of manifests) {
      const submitted = await sink.submit(manifest);
      done.push([submitted.name, submitted.created]);
    }
    return done;
  }

  /** The members of each resource there is, by its name. */
  async function stored(): Promise<Record<string, readonly string[]>> {
    const { group, version, plural } = alertStormType;
    const api = server.kubeConfig.makeApiClient(CustomObjectsApi);
    const list: unknown = await api.listNamespacedCustomObject({ group, version, plural, namespace });
    const { items } = list as { items: AlertStormManifest[] };
    return Object.fromEntries(items.map(({ metadata, spec }) => [metadata.name, spec.members]));
  }

  it('is exactly one resource for each of its members, and a second submit meets them', async () => {
    const names = [1, 2, 3].map((ordinal) => `${name}-a${ordinal}`);
    expect(await submitAll()).toEqual(names.map((each) => [each, true]));
    expect(await submitAll()).toEqual(names.map((each) => [each, false]));
    expect(await stored()).toEqual({
      [`${name}-a1`]: ['00000000000000a0@2026-11-24T11:59:30Z'],
      [`${name}-a2`]: ['00000000000000a1@2026-11-24T11:59:31Z'],
      [`${name}-a3`]: ['00000000000000a2@2026-11-24T11:59:32Z'],
    });
  });
});
