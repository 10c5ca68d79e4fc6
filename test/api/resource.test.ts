import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

import { resourceOf } from '../../src/sink/template/resource-of.ts';
import { openTemplate } from '../../src/sink/template/open-template.ts';
import type { Answer } from '../http/support.ts';
import { RefusingBench } from '../support/dead-letters.ts';
import { ruleBookOf } from '../support/rule-book.ts';
import { WorkerBench, podAlert } from '../support/worker-bench.ts';
import { ServedApi } from './support.ts';

const sourceOf = ({ status, headers }: Answer) => [status, headers.get('x-stormfold-resource')];
const three = ['a', 'b', 'c'].map((pod) => podAlert(pod));

/** A storm of these alerts that is open. */
async function openStorm(bench: WorkerBench, alerts = three): Promise<string> {
  await bench.post(...alerts);
  await bench.work();
  await bench.folded();
  return (await bench.until('open', 1))[0]?.id ?? '';
}

it('is a preview while the storm is open, and what was submitted afterwards, byte for byte', async () => {
  await using bench = await WorkerBench.open();
  const id = await openStorm(bench);
  await using api = await ServedApi.open(bench.instance);
  const preview = await api.get(`/storms/${id}/resource`);
  expect(sourceOf(preview)).toEqual([200, 'preview']);
  expect(preview.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
  expect(preview.headers.get('cache-control')).toBe('no-store');
  expect(parse(String(preview.body))).toMatchObject({
    kind: 'AlertStorm',
    spec: { alertCount: 3, window: { reason: 'forced' } },
  });
  expect(await bench.instance.reader.manifest(id)).toBeUndefined();

  await bench.expire();
  await bench.until('submitted', 1);
  const submitted = await api.get(`/storms/${id}/resource`);
  expect(sourceOf(submitted)).toEqual([200, 'submitted']);
  expect([parse(String(submitted.body))]).toEqual(await bench.resources());
});

it('is what is written down while the storm has failed, and none once it was discarded unwritten', async () => {
  await using refusing = await RefusingBench.open();
  const [shop, pay] = await refusing.failedStorms('shop', 'pay');
  const { instance } = refusing.bench;
  await using api = await ServedApi.open(instance);
  await instance.reader.keepManifest(
    shop?.id ?? '',
    JSON.stringify({ apiVersion: 'v1', kind: 'X', metadata: {} }),
  );
  expect(sourceOf(await api.get(`/storms/${shop?.id}/resource`))).toEqual([200, 'composed']);
  await instance.reader.forgetManifest(pay?.id ?? '');
  expect(sourceOf(await api.get(`/storms/${pay?.id}/resource`))).toEqual([200, 'preview']);
  await api.post(`/failed/${pay?.id}/discard`, { reason: 'load test' });
  expect(await api.get(`/storms/${pay?.id}/resource`)).toMatchObject({
    status: 404,
    body: {
      type: 'urn:stormfold:problem:no-resource',
      detail: `Storm ${pay?.id} has no resource. It was discarded: load test.`,
    },
  });
});

it.each([
  ['', {}, 'application/yaml'],
  ['', { Accept: 'application/json' }, 'application/json'],
  ['', { Accept: 'text/html,*/*;q=0.8' }, 'application/yaml'],
  ['', { Accept: 'image/png' }, 'application/yaml'],
  ['?format=json', { Accept: 'application/yaml' }, 'application/json'],
  ['?format=yaml', { Accept: 'application/json' }, 'application/yaml'],
] as const)('with %j and %j is told as %s', async (query, headers, type) => {
  await using bench = await WorkerBench.open();
  const id = await openStorm(bench);
  await using api = await ServedApi.open(bench.instance);
  const answer = await api.get(`/storms/${id}/resource${query}`, headers);
  expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  const told = type === 'application/json' ? answer.body : parse(String(answer.body));
  expect(told).toMatchObject({ kind: 'AlertStorm', spec: { alertCount: 3 } });
});

it('is one for each alert where the rule says so: documents in YAML, a List in JSON', async () => {
  const ruleBook = ruleBookOf({ minAlerts: 10, below: 'each' });
  await using bench = await WorkerBench.open({ config: { ruleBook } });
  const id = await openStorm(bench);
  await using api = await ServedApi.open(bench.instance);
  const yaml = String((await api.get(`/storms/${id}/resource`)).body);
  const names = parseAllDocuments(yaml).map(
    (document) => (document.toJS() as { metadata: { name: string } }).metadata.name,
  );
  expect(new Set(names).size).toBe(3);
  const { body } = await api.get(`/storms/${id}/resource?format=json`);
  expect(body).toMatchObject({
    apiVersion: 'v1',
    kind: 'List',
    items: names.map((name) => ({ metadata: { name } })),
  });
});

it('is none where the rule drops the storm, now or when it is sealed, and the problem says why', async () => {
  await using bench = await WorkerBench.open({
    config: { ruleBook: ruleBookOf({ minAlerts: 10, below: 'drop' }) },
  });
  const id = await openStorm(bench);
  await using api = await ServedApi.open(bench.instance);
  const why = '3 firing alerts, fewer than the 10 of rule default';
  const detail = async () => {
    const { status, body } = await api.get(`/storms/${id}/resource`);
    return [status, (body as { detail: string }).detail];
  };
  expect(await detail()).toEqual([
    ...[404, `Storm ${id} has no resource. If it were sealed now, it would be dropped: ${why}.`],
  ]);
  await bench.expire();
  await bench.until('dropped', 1);
  expect(await detail()).toEqual([404, `Storm ${id} has no resource. It is dropped: ${why}.`]);
});

it('is what the template makes of it, also before it is written down; a template that is gone is said', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  const file = join(folder, 'template.yaml');
  const text = `apiVersion: x.test/v1\nkind: Analysis\nmetadata: {name: "{{ metadata.name }}"}\nspec: {n: !value spec.alertCount}\n`;
  await writeFile(file, text);
  await using plain = await WorkerBench.open();
  const { sink, ruleBook } = plain.instance.config;
  const config = { sink: { ...sink, template: file } };
  const template = openTemplate({ ...config, ruleBook });
  await using bench = await WorkerBench.open({ config, resourceOf: (storm) => resourceOf(storm, template) });
  const id = await openStorm(bench);
  await using api = await ServedApi.open(bench.instance);
  const preview = await api.get(`/storms/${id}/resource?format=json`);
  expect([sourceOf(preview), preview.body]).toMatchObject([
    [200, 'preview'],
    { kind: 'Analysis', spec: { n: 3 } },
  ]);

  await rm(folder, { recursive: true });
  await using other = await ServedApi.open(bench.instance);
  expect(await other.get(`/storms/${id}/resource`)).toMatchObject({
    status: 404,
    body: {
      type: 'urn:stormfold:problem:no-resource',
      advice: expect.stringContaining('STORMFOLD_SINK_TEMPLATE') as unknown,
    },
  });
  await bench.expire();
  await bench.until('submitted', 1);
  expect(sourceOf(await other.get(`/storms/${id}/resource`))).toEqual([200, 'submitted']);
});
