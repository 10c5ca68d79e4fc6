import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { type AlertStormManifest, buildManifest } from '../../../src/sink/manifest.ts';
import type { Resource } from '../../../src/sink/resource.ts';
import { alertStormType, resourceTypeOf } from '../../../src/sink/resource-type.ts';
import { type OwnApiServer, ownApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace, serviceAccount, tokenOf } from '../../support/cluster.ts';
import { applyStub } from '../../support/stub-definition.ts';
import { eventually } from '../../support/eventually.ts';
import { refusalOf } from '../../support/refusal.ts';
import { snapshotOf } from '../../support/snapshots.ts';

/** A storm of its own for each test, by a digit. */
function manifestOf(digit: string): AlertStormManifest {
  return buildManifest(snapshotOf({ storm: { id: `fedcba9876543210-${digit.repeat(12)}` } }), {
    instance: 'stormfold',
  });
}

describe.skipIf(!ownApiServer)('a real API server that fails', () => {
  const stack = new AsyncDisposableStack();
  let server: OwnApiServer;
  let namespace: string;
  let objects: CustomObjectsApi;

  beforeAll(async () => {
    const started = stack.use(await startApiServer());
    if (!started.own) throw new Error('a cluster at hand must not be hurt');
    server = started.own;
    ({ name: namespace } = await makeNamespace(server.kubeConfig));
    objects = server.kubeConfig.makeApiClient(CustomObjectsApi);
  }, 120_000);

  afterEach(() => server.thawStorage());
  afterAll(() => stack.disposeAsync(), 60_000);

  function sinkFor(timeoutMs = 30_000, kubeConfig: KubeConfig = server.kubeConfig): KubernetesSink {
    const sink = new KubernetesSink(kubeConfig, { namespace, timeoutMs });
    stack.defer(() => sink.close());
    return sink;
  }

  async function names(): Promise<string[]> {
    const list: unknown = await objects.listNamespacedCustomObject({ ...alertStormType, namespace });
    return (list as { items: Resource[] }).items.map(({ metadata }) => metadata.name);
  }

  it('a resource that somebody made by hand under our name is never overwritten, and the storm says so', async () => {
    const manifest = manifestOf('1');
    const { name } = manifest.metadata;
    const spec = { ...manifest.spec, alertCount: 77 };
    const body = { ...manifest, metadata: { name, namespace }, spec };
    await objects.createNamespacedCustomObject({ ...alertStormType, namespace, body });
    expect(await refusalOf(sinkFor().submit(manifest))).toMatchObject({
      ...{ verdict: 'never', reason: 'conflict' },
      message: `the name ${name} is taken by something that is not a storm of ours`,
      advice: `Look at ${name}; rename or delete it if nobody needs it, then retry this storm`,
    });
    expect(await objects.getNamespacedCustomObject({ ...alertStormType, namespace, name })).toMatchObject({
      spec,
    });
  });

  it('a write that timed out and had happened is met by the next try', async () => {
    const manifest = manifestOf('2');
    const { name } = manifest.metadata;
    const sink = sinkFor(1000);
    // Warm: what the server has to look up for this account is in its caches.
    await sink.submit(manifestOf('3'));
    server.freezeStorage();
    expect(await refusalOf(sink.submit(manifest))).toMatchObject({
      ...{ verdict: 'retry', reason: 'timeout' },
      message: 'the API server did not answer in time; the resource may have been written',
      advice: 'Nothing to do: the next try meets what this one may have written',
    });
    server.thawStorage();
    await eventually(async () => expect(await names()).toContain(name));
    expect(await sinkFor().submit(manifest)).toEqual({ name, created: false });
    expect((await names()).filter((each) => each.startsWith(name))).toEqual([name]);
  });

  it('one that is killed with a write in hand, and comes back, has the storm once', async () => {
    const manifest = manifestOf('4');
    const { name } = manifest.metadata;
    server.freezeStorage();
    const inHand = refusalOf(sinkFor().submit(manifest));
    await eventually(async () => expect(await server.writesInHand()).toBeGreaterThan(0));
    await server.kill();
    expect(await inHand).toMatchObject({ verdict: 'retry', reason: 'network' });
    const away = await refusalOf(sinkFor().submit(manifest));
    expect(away).toMatchObject({
      ...{ verdict: 'retry', reason: 'network', message: 'cannot reach the API server: ECONNREFUSED' },
      advice: 'Nothing to do: it is tried again by itself, for as long as this lasts',
    });
    server.thawStorage();
    await server.restart();
    expect(await sinkFor().submit(manifest)).toMatchObject({ name });
    expect((await names()).filter((each) => each.startsWith(name))).toEqual([name]);
  }, 120_000);

  it('a token that was rotated is read again, within a minute', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-token-'));
    stack.defer(() => rm(folder, { recursive: true }));
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'expired');
    await serviceAccount(server.kubeConfig, namespace, 'rotated', ['create', 'get']);
    const mounted = new KubeConfig();
    mounted.loadFromClusterAndUser(server.cluster, {
      name: 'mounted',
      authProvider: { name: 'tokenFile', config: { tokenFile } },
    });
    const sink = sinkFor(30_000, mounted);
    expect(await refusalOf(sink.submit(manifestOf('5')))).toMatchObject({
      ...{ verdict: 'wait', reason: 'unauthorized' },
      advice: expect.stringContaining(
        'a mounted token that was rotated is read again within a minute',
      ) as string,
    });
    await writeFile(
      tokenFile,
      (await tokenOf(server.kubeConfig, namespace, 'rotated')).getCurrentUser()?.token ?? '',
    );
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    stack.defer(() => void vi.useRealTimers());
    expect(await sink.submit(manifestOf('5'))).toMatchObject({ created: true });
    vi.useRealTimers();
  });

  it.each([
    ['etcd', 1.7, 'etcdserver: request is too large'],
    ['the API server', 3.5, 'limit is 3145728'],
  ])('a resource that is too large for %s is never tried again', async (_, mebibytes, words) => {
    const anything = resourceTypeOf({ apiVersion: 'example.com/v1', kind: 'Anything' });
    await applyStub(server.kubeConfig, anything);
    const sink = new KubernetesSink(server.kubeConfig, { namespace, timeoutMs: 30_000, type: anything });
    stack.defer(() => sink.close());
    const { metadata } = manifestOf('6');
    const data = 'x'.repeat(mebibytes * 1024 * 1024);
    const large = { apiVersion: 'example.com/v1', kind: 'Anything', metadata, data };
    const error = await refusalOf(sink.submit(large));
    expect(error).toMatchObject({
      ...{ verdict: 'never', reason: 'too_large' },
      advice:
        'The server takes no resource of this size: have the template write less of the storm, then retry it',
    });
    expect(error.message).toContain(words);
  });
});

describe.skipIf(!ownApiServer)('a real API server with one write at a time', () => {
  it('refuses the second for as long as it says, and has both in the end', async () => {
    const flags = ['--enable-priority-and-fairness=false', '--max-mutating-requests-inflight=1'];
    await using started = await startApiServer({ flags });
    const { own: server } = started;
    if (!server) throw new Error('a cluster at hand must not be hurt');
    const { name: namespace } = await makeNamespace(server.kubeConfig);
    // The limit is not for administrators.
    const account = await serviceAccount(server.kubeConfig, namespace, 'writer', ['create', 'get']);
    await using sink = Object.assign(new KubernetesSink(account, { namespace, timeoutMs: 30_000 }), {
      [Symbol.asyncDispose]: () => sink.close(),
    });
    await eventually(() => sink.submit(manifestOf('0')));
    server.freezeStorage();
    const tries = ['7', '8', '9'].map((digit) => sink.submit(manifestOf(digit)));
    const refused = await Promise.any(tries.map((each) => refusalOf(each)));
    server.thawStorage();
    expect(refused).toMatchObject({
      ...{ verdict: 'retry', reason: 'throttled', retryAfterMs: 1000 },
      message: 'the API server answered 429: Too many requests, please try again later.',
      advice: 'Nothing to do: it is tried again by itself, for as long as this lasts',
    });
    await Promise.allSettled(tries);
    for (const digit of ['7', '8', '9']) await eventually(() => sink.submit(manifestOf(digit)));
    const objects = server.kubeConfig.makeApiClient(CustomObjectsApi);
    const list: unknown = await objects.listNamespacedCustomObject({ ...alertStormType, namespace });
    expect((list as { items: Resource[] }).items.map(({ metadata }) => metadata.name).sort()).toEqual(
      ['0', '7', '8', '9'].map((digit) => manifestOf(digit).metadata.name).sort(),
    );
  }, 180_000);
});
