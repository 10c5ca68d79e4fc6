import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CustomObjectsApi, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { silentLog } from '../../../src/log.ts';
import { DirectorySink } from '../../../src/sink/directory.ts';
import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { type AlertStormManifest, buildManifest } from '../../../src/sink/manifest.ts';
import { alertStormType } from '../../../src/sink/resource-type.ts';
import { anySnapshot } from '../../support/any-snapshot.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace } from '../../support/cluster.ts';
import { Kubectl } from '../../support/kubectl.ts';
import { programOnPath } from '../../support/program.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { sortedJson } from '../../support/sorted.ts';

const hasKubectl = programOnPath('kubectl') !== undefined;
const { group, version, plural } = alertStormType;
const options = { instance: 'stormfold' };
const small = buildManifest(snapshotOf(), options);

/** What people and programs do with storms, once they are in a cluster. */
describe.skipIf(!hasApiServer)('in a cluster', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;
  let namespace: string;
  let folder: string;
  let api: CustomObjectsApi;
  let kubectl: Kubectl;

  beforeAll(async () => {
    server = stack.use(await startApiServer());
    ({ name: namespace } = stack.use(await makeNamespace(server.kubeConfig)));
    folder = await mkdtemp(join(tmpdir(), 'stormfold-consumer-'));
    stack.defer(() => rm(folder, { recursive: true }));
    api = server.kubeConfig.makeApiClient(CustomObjectsApi);
    kubectl = stack.use(await Kubectl.open(server.kubeConfig));
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  function run(...args: string[]): Promise<string> {
    return kubectl.run('--namespace', namespace, ...args);
  }

  async function stored(name: string): Promise<AlertStormManifest> {
    return (await api.getNamespacedCustomObject({
      group,
      version,
      plural,
      namespace,
      name,
    })) as AlertStormManifest;
  }

  it.skipIf(!hasKubectl)(
    'kubectl apply takes the files of the directory sink, whatever is in them',
    async () => {
      const storms = join(folder, 'storms');
      const sink = new DirectorySink(storms, silentLog());
      const manifests = fc.sample(anySnapshot, 20).map((snapshot) => buildManifest(snapshot, options));
      for (const manifest of manifests) await sink.submit(manifest);
      await run('apply', '-f', storms);
      for (const { metadata, spec } of manifests) {
        expect(sortedJson((await stored(metadata.name)).spec)).toBe(sortedJson(spec));
      }
    },
    120_000,
  );

  it.skipIf(!hasKubectl)('kubectl get storms shows what a person looks for first', async () => {
    const sink = new KubernetesSink(server.kubeConfig, { namespace, timeoutMs: 30_000 });
    stack.defer(() => sink.close());
    await sink.submit(small);
    await setStatus(small.metadata.name);
    const [head = '', row = ''] = (await run('get', 'storms', small.metadata.name)).split('\n');
    expect(head.split(/ {2,}/)).toEqual([
      'NAME',
      'PATTERN',
      'CAUSE',
      'SEVERITY',
      'ALERTS',
      'RESOURCES',
      'STATE',
      'AGE',
    ]);
    expect(row.split(/ {2,}/).slice(0, 6)).toEqual([
      small.metadata.name,
      ...['KubePodCrashLooping in shop', 'critical', '2', '2', 'Analysed'],
    ]);
    const wide = await run('get', 'storm', small.metadata.name, '-o', 'wide');
    expect(wide.split('\n')[0]?.split(/ {2,}/).slice(8)).toEqual([
      ...[
        'STORM',
        'RULE',
        'READY',
        'DELIVERIES',
        'RESOLVED',
        'OPENED',
        'SEALED',
        'REASON',
        'CAUSE-KIND',
        'PATTERNS',
        'TRUNCATED',
        'PREVIOUS',
      ],
    ]);
  });

  it('whoever acts on a storm may set its conditions, and the spec stays as it was', async () => {
    const manifest = buildManifest(snapshotOf({ storm: { id: '0123456789abcdef-cccccccccccc' } }), options);
    const sink = new KubernetesSink(server.kubeConfig, { namespace, timeoutMs: 30_000 });
    stack.defer(() => sink.close());
    const { name } = await sink.submit(manifest);
    const status = await setStatus(name);
    expect(await stored(name)).toMatchObject({ spec: manifest.spec, status });
    // A storm that is being dealt with is still the one that was submitted.
    expect(await sink.submit(manifest)).toEqual({ name, created: false });
  });

  async function setStatus(name: string): Promise<object> {
    const lastTransitionTime = '2026-11-24T12:10:00Z';
    const ready = {
      type: 'Ready',
      status: 'True',
      lastTransitionTime,
      reason: 'Analysed',
      message: 'A bad image.',
    };
    const status = { phase: 'Analysed', observedGeneration: 1, conditions: [ready] };
    const place = { group, version, plural, namespace, name };
    const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
    await api.patchNamespacedCustomObjectStatus({ ...place, body: { status } }, merge);
    return status;
  }
});
