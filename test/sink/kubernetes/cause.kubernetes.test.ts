import { CustomObjectsApi } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { type AlertStormManifest, buildManifest } from '../../../src/sink/manifest.ts';
import { buildManifests } from '../../../src/sink/manifests.ts';
import { alertStormType } from '../../../src/sink/resource-type.ts';
import { anyCausedSnapshot } from '../../support/any-snapshot.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace } from '../../support/cluster.ts';
import { Kubectl } from '../../support/kubectl.ts';
import { programOnPath } from '../../support/program.ts';
import { causedMembers, causedSnapshot } from '../../support/snapshots.ts';
import { sortedJson } from '../../support/sorted.ts';

const hasKubectl = programOnPath('kubectl') !== undefined;
const options = { instance: 'stormfold' };
const caused = buildManifest(causedSnapshot(), options);

describe.skipIf(!hasApiServer)('the storm of a cause, on a real API server', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;
  let namespace: string;
  let sink: KubernetesSink;
  let api: CustomObjectsApi;

  beforeAll(async () => {
    server = stack.use(await startApiServer());
    ({ name: namespace } = stack.use(await makeNamespace(server.kubeConfig)));
    sink = new KubernetesSink(server.kubeConfig, { namespace, timeoutMs: 30_000 });
    stack.defer(() => sink.close());
    api = server.kubeConfig.makeApiClient(CustomObjectsApi);
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  async function stored(name: string): Promise<AlertStormManifest> {
    const { group, version, plural } = alertStormType;
    return (await api.getNamespacedCustomObject({
      ...{ group, version, plural, namespace, name },
    })) as AlertStormManifest;
  }

  it('is stored as it was written, no field pruned', async () => {
    const { name } = caused.metadata;
    expect(await sink.submit(caused)).toEqual({ name, created: true });
    const { spec, metadata } = await stored(name);
    expect(spec).toEqual(caused.spec);
    expect(metadata).toMatchObject({ ...caused.metadata, namespace });
    expect(await sink.submit(caused)).toEqual({ name, created: false });
  });

  it('is so whatever its texts and its size', async () => {
    for (const snapshot of fc.sample(anyCausedSnapshot, 30)) {
      const manifest = buildManifest(snapshot, options);
      const { name } = await sink.submit(manifest);
      expect(sortedJson((await stored(name)).spec)).toBe(sortedJson(manifest.spec));
    }
  }, 60_000);

  it('and so is each of its alerts, where each has a resource of its own', async () => {
    const each = causedSnapshot({ fate: 'each', id: '0123456789abcdef-eeeeeeeeeeee' });
    for (const manifest of buildManifests(each, options, causedMembers)) {
      const { name } = await sink.submit(manifest);
      expect((await stored(name)).spec).toEqual(manifest.spec);
    }
  });

  it.skipIf(!hasKubectl)('is listed with what broke, and found by the kind of that', async () => {
    await using kubectl = await Kubectl.open(server.kubeConfig);
    const id = '0123456789abcdef-ffffffffffff';
    const { name } = await sink.submit(buildManifest(causedSnapshot({ id }), options));
    const rows = (...more: string[]) =>
      kubectl
        .run('--namespace', namespace, 'get', 'storms', ...more)
        .then((text) => text.split('\n').map((line) => line.split(/ {2,}/)));
    const [head, row] = await rows('-l', `stormfold.io/storm-id=${id}`);
    expect(head?.slice(0, 6)).toEqual(['NAME', 'PATTERN', 'CAUSE', 'SEVERITY', 'ALERTS', 'RESOURCES']);
    expect(row?.slice(0, 6)).toEqual([name, 'node worker-3', 'node worker-3', 'critical', '2', '2']);
    const [wide] = await rows('-o', 'wide');
    expect(wide).toEqual(expect.arrayContaining(['CAUSE-KIND', 'PATTERNS']));
    const found = await rows('-l', 'stormfold.io/cause=node', '-o', 'name');
    expect(found.flat()).toContain(`alertstorm.stormfold.io/${name}`);
  });
});
