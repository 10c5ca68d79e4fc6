import { CustomObjectsApi, type KubeConfig, type V1CustomResourceDefinition } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { identityOf } from '../../../src/sink/create-once.ts';
import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { type AlertStormManifest, buildManifest } from '../../../src/sink/manifest.ts';
import { alertStormType } from '../../../src/sink/resource-type.ts';
import type { SinkError } from '../../../src/sink/sink.ts';
import { anySnapshot } from '../../support/any-snapshot.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import {
  applyDefinition,
  conditionOf,
  makeNamespace,
  serviceAccount,
  withToken,
} from '../../support/cluster.ts';
import { refusalOf } from '../../support/refusal.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { sortedJson } from '../../support/sorted.ts';

const options = { instance: 'stormfold' };

/** A small storm with a name of its own: no test meets what another one wrote. */
function manifestOf(digit: string, deliveryCount = 5): AlertStormManifest {
  const id = `0123456789abcdef-${digit.repeat(12)}`;
  return buildManifest(snapshotOf({ storm: { id, deliveryCount } }), options);
}

describe.skipIf(!hasApiServer)('on a real API server', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;
  let namespace: string;
  let sink: KubernetesSink;
  let definition: V1CustomResourceDefinition;
  let withoutDefinition: SinkError | undefined;

  function sinkFor(kubeConfig: KubeConfig, place = namespace): KubernetesSink {
    const opened = new KubernetesSink(kubeConfig, { namespace: place, timeoutMs: 30_000 });
    stack.defer(() => opened.close());
    return opened;
  }

  async function stored(name: string): Promise<AlertStormManifest> {
    const { group, version, plural } = alertStormType;
    const api = server.kubeConfig.makeApiClient(CustomObjectsApi);
    const object: unknown = await api.getNamespacedCustomObject({ group, version, plural, namespace, name });
    return object as AlertStormManifest;
  }

  beforeAll(async () => {
    server = stack.use(await startApiServer({ definition: false }));
    ({ name: namespace } = stack.use(await makeNamespace(server.kubeConfig)));
    sink = sinkFor(server.kubeConfig);
    // Before it is applied, and only where nobody else's storms depend on it.
    if (server.own) withoutDefinition = await refusalOf(sink.submit(manifestOf('0')));
    definition = await applyDefinition(server.kubeConfig);
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  it('the definition is accepted as structural and established, under all its names', () => {
    expect(conditionOf(definition, 'NamesAccepted')).toBe('True');
    expect(conditionOf(definition, 'Established')).toBe('True');
    expect(conditionOf(definition, 'NonStructuralSchema')).toBeUndefined();
  });

  it('a missing definition waits, and says how to apply it', ({ skip }) => {
    skip(server.own === undefined, 'a cluster at hand keeps its definition');
    expect(withoutDefinition).toMatchObject({
      verdict: 'wait',
      reason: 'definition_missing',
      message: 'the API server answered 404: 404 page not found',
      advice: 'Apply the definition: stormfold crd | kubectl apply -f -',
    });
  });

  it('a storm is stored as it was written, no field pruned', async () => {
    const manifest = manifestOf('1');
    const { name } = manifest.metadata;
    expect(await sink.submit(manifest)).toEqual({ name, created: true });
    const { spec, metadata } = await stored(name);
    expect(spec).toEqual(manifest.spec);
    expect(metadata).toMatchObject({ ...manifest.metadata, namespace });
  });

  it('any storm is, whatever its texts and its size', async () => {
    for (const snapshot of fc.sample(anySnapshot, 40)) {
      const manifest = buildManifest(snapshot, { ...options, previousName: 'storm-before' });
      const { name } = await sink.submit(manifest);
      expect(sortedJson((await stored(name)).spec)).toBe(sortedJson(manifest.spec));
    }
  }, 60_000);

  it('a storm meets its own earlier write', async () => {
    const manifest = manifestOf('2');
    const { name } = manifest.metadata;
    expect(await sink.submit(manifest)).toEqual({ name, created: true });
    expect(await sink.submit(manifest)).toEqual({ name, created: false });
  });

  it('a storm written by twenty tries at once is one resource', async () => {
    const manifest = manifestOf('3');
    const { name } = manifest.metadata;
    const tries = await Promise.all(Array.from({ length: 20 }, () => sink.submit(manifest)));
    expect(tries.filter(({ created }) => created)).toEqual([{ name, created: true }]);
    expect(new Set(tries.map((one) => one.name))).toEqual(new Set([name]));
  });

  it('the same storm with another spec stands beside the first', async () => {
    const [first, second] = [manifestOf('4'), manifestOf('4', 6)];
    const { name } = first.metadata;
    await sink.submit(first);
    expect(await sink.submit(second)).toEqual({ name: `${name}-2`, created: true });
    expect(await sink.submit(second)).toEqual({ name: `${name}-2`, created: false });
    expect((await stored(name)).spec).toEqual(first.spec);
    expect((await stored(`${name}-2`)).spec).toEqual(second.spec);
  });

  it('the name of another storm is never touched', async () => {
    const [theirs, ours] = [manifestOf('5'), manifestOf('6')];
    const { name } = theirs.metadata;
    await sink.submit(theirs);
    const renamed = { ...ours, metadata: { ...ours.metadata, name } };
    expect(await refusalOf(sink.submit(renamed))).toMatchObject({
      verdict: 'never',
      reason: 'conflict',
      message: `the name ${name} is taken by storm 0123456789abcdef-555555555555`,
    });
    expect(identityOf(await stored(name))).toEqual(identityOf(theirs));
  });

  it('a missing namespace waits, and says how to create it', async () => {
    const elsewhere = sinkFor(server.kubeConfig, 'nowhere-at-all');
    expect(await refusalOf(elsewhere.submit(manifestOf('7')))).toMatchObject({
      verdict: 'wait',
      reason: 'namespace_missing',
      message: 'the API server answered 404: namespaces "nowhere-at-all" not found',
      advice:
        'Create the namespace: kubectl create namespace nowhere-at-all; or set STORMFOLD_SINK_NAMESPACE to another',
    });
  });

  it('a service account without rights waits, and says which rule it lacks', async () => {
    const stranger = sinkFor(await serviceAccount(server.kubeConfig, namespace, 'stranger', []));
    const error = await refusalOf(stranger.submit(manifestOf('8')));
    expect(error).toMatchObject({
      verdict: 'wait',
      reason: 'forbidden',
      message:
        `the API server answered 403: alertstorms.stormfold.io is forbidden: User ` +
        `"system:serviceaccount:${namespace}:stranger" cannot create resource "alertstorms" in API group ` +
        `"stormfold.io" in the namespace "${namespace}"`,
    });
    expect(error.advice).toContain(
      '{apiGroups: [stormfold.io], resources: [alertstorms], verbs: [create, get]}',
    );
  });

  it('that rule is all that a service account needs', async () => {
    const writer = sinkFor(await serviceAccount(server.kubeConfig, namespace, 'writer', ['create', 'get']));
    const manifest = manifestOf('9');
    expect(await writer.submit(manifest)).toMatchObject({ created: true });
    expect(await writer.submit(manifest)).toMatchObject({ created: false });
    expect(await writer.submit(manifestOf('9', 6))).toMatchObject({ created: true });
  });

  it('a token that is not valid waits', async () => {
    const nobody = sinkFor(withToken(server.kubeConfig, 'made-up'));
    expect(await refusalOf(nobody.submit(manifestOf('a')))).toMatchObject({
      verdict: 'wait',
      reason: 'unauthorized',
    });
  });

  it("a resource that breaks the definition is never tried again, with the server's own words", async () => {
    const manifest = manifestOf('b');
    const broken = { ...manifest, spec: { ...manifest.spec, alertCount: 0 } };
    const error = await refusalOf(sink.submit(broken));
    expect(error).toMatchObject({ verdict: 'never', reason: 'invalid' });
    expect(error.message).toBe(
      `the API server answered 422: AlertStorm.stormfold.io "${manifest.metadata.name}" is invalid: ` +
        'spec.alertCount: Invalid value: 0: spec.alertCount in body should be greater than or equal to 1',
    );
  });

  it('a resource of a kind that nobody has defined waits, and says what to install', async () => {
    const error = await refusalOf(sink.submit({ ...manifestOf('c'), kind: 'Other' }));
    expect(error).toMatchObject({ verdict: 'wait', reason: 'definition_missing' });
    expect(error.advice).toContain('Install what defines others of stormfold.io/v1alpha1');
  });
});
