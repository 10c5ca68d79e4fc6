import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { buildManifest } from '../../../src/sink/manifest.ts';
import { refusalOf } from '../../support/refusal.ts';
import {
  type ScriptedApi,
  kubeConfigFor,
  plainText,
  startScriptedApi,
  status,
} from '../../support/scripted-api.ts';
import { snapshotOf } from '../../support/snapshots.ts';

const manifest = buildManifest(snapshotOf(), { instance: 'stormfold' });
const other = buildManifest(snapshotOf({ storm: { deliveryCount: 6 } }), { instance: 'stormfold' });
const { name } = manifest.metadata;
const collection = '/apis/stormfold.io/v1alpha1/namespaces/alerts/alertstorms';
const create = `POST ${collection}?fieldManager=stormfold&fieldValidation=Strict`;

let api: ScriptedApi;
let sink: KubernetesSink;

beforeEach(async () => {
  api = await startScriptedApi();
  sink = new KubernetesSink(api.kubeConfig, { namespace: 'alerts', timeoutMs: 10_000 });
});

afterEach(async () => {
  await sink.close();
  await api[Symbol.asyncDispose]();
});

describe('a storm', () => {
  it('is created with one strict request, in the namespace of the sink', async () => {
    expect(await sink.submit(manifest)).toEqual({ name, created: true });
    expect(api.requests).toEqual([create]);
    expect(api.objects.get(name)).toEqual({
      ...manifest,
      metadata: { ...manifest.metadata, namespace: 'alerts' },
    });
  });

  it('goes where its manifest says, if that names a namespace', async () => {
    await sink.submit({ ...manifest, metadata: { ...manifest.metadata, namespace: 'shop' } });
    expect(api.requests).toEqual([create.replace('/alerts/', '/shop/')]);
  });

  it('meets its own earlier write', async () => {
    await sink.submit(manifest);
    expect(await sink.submit(manifest)).toEqual({ name, created: false });
    expect(api.requests).toEqual([create, create, `GET ${collection}/${name}`]);
  });

  it('that was sealed again with other members stands beside the first, and meets itself there', async () => {
    await sink.submit(manifest);
    expect(await sink.submit(other)).toEqual({ name: `${name}-2`, created: true });
    expect(await sink.submit(other)).toEqual({ name: `${name}-2`, created: false });
    expect(await sink.submit(manifest)).toEqual({ name, created: false });
    expect([...api.objects.keys()]).toEqual([name, `${name}-2`]);
  });

  it.each([
    ['another storm', { metadata: { name, labels: { 'stormfold.io/storm-id': 'x' } } }, 'storm x'],
    ['an object of somebody else', { metadata: { name } }, 'something that is not a storm of ours'],
  ])('never touches %s that has its name', async (_whose, object, owner) => {
    api.objects.set(name, object);
    const error = await refusalOf(sink.submit(manifest));
    expect(error).toMatchObject({ verdict: 'never', reason: 'conflict' });
    expect(error.message).toBe(`the name ${name} is taken by ${owner}`);
    expect(api.objects.get(name)).toBe(object);
  });

  it('gives up where ninety-nine resources of it have other specs', async () => {
    const names = [name, ...Array.from({ length: 98 }, (_, i) => `${name}-${i + 2}`)];
    for (const taken of names) api.objects.set(taken, { metadata: { ...other.metadata, name: taken } });
    const error = await refusalOf(sink.submit(manifest));
    expect(error).toMatchObject({ verdict: 'never', reason: 'conflict' });
    expect(api.requests).toHaveLength(198);
  });
});

describe('the server', () => {
  it('that answers too late is tried again, and may have written the storm after all', async () => {
    const hasty = new KubernetesSink(api.kubeConfig, { namespace: 'alerts', timeoutMs: 100 });
    api.script(() => api.objects.set(name, manifest));
    expect(await refusalOf(hasty.submit(manifest))).toMatchObject({ verdict: 'retry', reason: 'timeout' });
    expect(await sink.submit(manifest)).toEqual({ name, created: false });
    await hasty.close();
  });

  it('that begins an answer and hangs is tried again', async () => {
    const hasty = new KubernetesSink(api.kubeConfig, { namespace: 'alerts', timeoutMs: 100 });
    api.script((response) => response.writeHead(201, { 'Content-Type': 'application/json' }).write('{'));
    expect(await refusalOf(hasty.submit(manifest))).toMatchObject({ verdict: 'retry', reason: 'timeout' });
    await hasty.close();
  });

  it('that hangs up is tried again, before and in the middle of an answer', async () => {
    api.script(
      (response) => response.destroy(),
      (response) => {
        response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': 1000 });
        response.write('{', () => response.destroy());
      },
    );
    for (const _ of [1, 2]) {
      expect(await refusalOf(sink.submit(manifest))).toMatchObject({ verdict: 'retry', reason: 'network' });
    }
  });

  it('that is down is tried again, and works once it is up', async () => {
    const nobody = new KubernetesSink(kubeConfigFor('http://127.0.0.1:1'), {
      namespace: 'a',
      timeoutMs: 10_000,
    });
    const error = await refusalOf(nobody.submit(manifest));
    expect(error).toMatchObject({ verdict: 'retry', reason: 'network' });
    await nobody.close();
  });

  it('that is busy says when to come again', async () => {
    api.script(status(429, { message: 'too many requests' }, { 'Retry-After': '7' }));
    const error = await refusalOf(sink.submit(manifest));
    expect(error).toMatchObject({ verdict: 'retry', reason: 'throttled', retryAfterMs: 7000 });
    expect(error.message).toBe('the API server answered 429: too many requests');
  });

  it('that does not know the path says so in plain text', async () => {
    api.script(plainText(404, '404 page not found\n'));
    const error = await refusalOf(sink.submit(manifest));
    expect(error).toMatchObject({ verdict: 'wait', reason: 'definition_missing' });
  });

  it('that is a proxy with a page of its own is not believed', async () => {
    api.script((response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Welcome'));
    const error = await refusalOf(sink.submit(manifest));
    expect(error).toMatchObject({ verdict: 'wait', reason: 'unexpected' });
    expect(error.message).toBe(`the server answered with something that is not the resource ${name}`);
  });

  it('that loses the storm between two questions is asked again later', async () => {
    api.script(status(409, { reason: 'AlreadyExists' }));
    const error = await refusalOf(sink.submit(manifest));
    expect(error).toMatchObject({ verdict: 'retry', reason: 'conflict' });
    expect(error.message).toBe(`${name} existed, and was deleted before it could be read`);
  });

  it('that lets us create but not look waits for rights', async () => {
    api.script(status(409, { reason: 'AlreadyExists' }), status(403, { message: 'forbidden' }));
    expect(await refusalOf(sink.submit(manifest))).toMatchObject({ verdict: 'wait', reason: 'forbidden' });
  });
});

describe('connections', () => {
  it('are used again', async () => {
    for (let n = 0; n < 20; n++) await sink.submit(manifest);
    expect(api.requests).toHaveLength(39);
    // The second one when a request is asked for before the answer of the one before has been read to its end.
    expect(api.connections()).toBeLessThanOrEqual(2);
  });
});
