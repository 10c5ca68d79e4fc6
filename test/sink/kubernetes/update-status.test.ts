import { json } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { lateStatusOf } from '../../../src/sink/late-status.ts';
import { buildManifest } from '../../../src/sink/manifest.ts';
import { refusalOf } from '../../support/refusal.ts';
import {
  type Answer,
  type ScriptedApi,
  plainText,
  startScriptedApi,
  status,
} from '../../support/scripted-api.ts';
import { memberOf, snapshotOf } from '../../support/snapshots.ts';

const { storm } = snapshotOf({ storm: { joinedCount: 1 } });
const manifest = buildManifest(snapshotOf(), { instance: 'stormfold' });
const { name } = manifest.metadata;
const submitted = { name, stormId: storm.id };
const late = lateStatusOf(storm, { joined: [memberOf(2)], now: Date.UTC(2026, 10, 24, 13) });
const look = `GET /apis/stormfold.io/v1alpha1/namespaces/alerts/alertstorms/${name}`;
const patch = `${look.replace('GET', 'PATCH')}/status?fieldManager=stormfold&fieldValidation=Strict`;

let api: ScriptedApi;
let sink: KubernetesSink;

beforeEach(async () => {
  api = await startScriptedApi();
  sink = new KubernetesSink(api.kubeConfig, { namespace: 'alerts', timeoutMs: 10_000 });
  api.objects.set(name, { ...manifest, metadata: { ...manifest.metadata, resourceVersion: '7' } });
});

afterEach(async () => {
  await sink.close();
  await api[Symbol.asyncDispose]();
});

const standing: Answer = (response) => {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(api.objects.get(name)));
};

/** Takes the request, keeps its type and what it says, and answers as if that had been done. */
const keepIn =
  (sent: unknown[]): Answer =>
  async (response) => {
    sent.push(response.req.headers['content-type'], await json(response.req));
    standing(response);
  };

describe('what came after the seal', () => {
  it('is merged into the status, of the very object that was looked at, and into nothing else', async () => {
    const sent: unknown[] = [];
    api.script(standing, keepIn(sent));
    expect(await sink.updateStatus(submitted, late)).toBe('written');
    expect(api.requests).toEqual([look, patch]);
    const body = { metadata: { resourceVersion: '7' }, status: { alerts: late } };
    expect(sent).toEqual(['application/merge-patch+json', body]);
  });

  it('goes to the namespace that the storm went to', async () => {
    await refusalOf(sink.updateStatus({ ...submitted, namespace: 'shop' }, late));
    expect(api.requests[0]).toBe(look.replace('/alerts/', '/shop/'));
  });

  it.each([
    ['nothing', undefined],
    [
      'another storm',
      buildManifest(snapshotOf({ storm: { id: '0123456789abcdef-000000000000' } }), { instance: 's' }),
    ],
    ['an object of somebody else', { metadata: { name } }],
  ])('is not written where %s stands under the name', async (_what, object) => {
    if (object === undefined) api.objects.clear();
    else api.objects.set(name, { ...object, metadata: { ...object.metadata, name } });
    expect(await sink.updateStatus(submitted, late)).toBe('gone');
    expect(api.requests).toEqual([look]);
  });

  it('is not written where the resource was deleted after the look at it', async () => {
    api.script(standing, status(404, { reason: 'NotFound', details: { name } }));
    expect(await sink.updateStatus(submitted, late)).toBe('gone');
    expect(api.requests).toEqual([look, patch]);
  });
});

describe('a status that is refused', () => {
  it.each([
    ['another write came first', status(409, { reason: 'Conflict' }), 'retry', 'conflict'],
    ['the definition lacks the field', status(422, { reason: 'Invalid' }), 'never', 'invalid'],
    ['the definition has no status', plainText(404, '404 page not found'), 'wait', 'definition_missing'],
    ['rights are missing', status(403), 'wait', 'forbidden'],
  ])('because %s', async (_why, answer, verdict, reason) => {
    api.script(standing, answer);
    expect(await refusalOf(sink.updateStatus(submitted, late))).toMatchObject({ verdict, reason });
  });

  it.each([
    ['look', [status(403)], '{apiGroups: [stormfold.io], resources: [alertstorms], verbs: [get]}'],
    [
      'write',
      [standing, status(403)],
      '{apiGroups: [stormfold.io], resources: [alertstorms/status], verbs: [patch]}',
    ],
  ])('for want of the right to %s names the rule', async (_what, answers, rule) => {
    api.script(...answers);
    expect((await refusalOf(sink.updateStatus(submitted, late))).advice).toContain(rule);
  });

  it('because a proxy has answered is not believed to be written', async () => {
    api.script(
      standing,
      (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>'),
    );
    expect(await refusalOf(sink.updateStatus(submitted, late))).toMatchObject({ reason: 'unexpected' });
  });
});
