import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { eventually } from '../support/eventually.ts';
import { testConfig } from '../support/peek.ts';
import { type Answer, type ScriptedApi, startScriptedApi, status } from '../support/scripted-api.ts';
import { TracedBench } from '../support/traced-bench.ts';

let api: ScriptedApi;
let folder: string;

beforeEach(async () => {
  api = await startScriptedApi();
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  await writeFile(join(folder, 'kubeconfig'), api.kubeConfig.exportConfig());
  vi.stubEnv('KUBECONFIG', join(folder, 'kubeconfig'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await api[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function tracedToCluster(): Promise<TracedBench> {
  const { sink } = testConfig(folder);
  return TracedBench.open({ sink: { ...sink, kind: 'kubernetes', namespace: 'alerts' } });
}

/** The last line of a trace with that word, and all below it. */
function below(tree: readonly string[], word: string): string[] {
  return tree.slice(tree.findLastIndex((line) => line.includes(word))).map((line) => line.trim());
}

it('makes the call of the API server part of the trace, and tells the server of it', async () => {
  await using traced = await tracedToCluster();
  const sent: (string | string[] | undefined)[] = [];
  api.script((response) => {
    sent.push(response.req.headers['traceparent']);
    status(503)(response);
  });
  await traced.post('api-1');
  await traced.bench.expire();
  await runNextTry(traced);
  await traced.bench.peek.until('submitted', 1);
  await traced.bench.stop();

  const [trace = ''] = traced.store.traces();
  expect(below(traced.store.tree(trace), 'submit')).toEqual([
    'submit INTERNAL',
    'create alertstorms CLIENT',
    'settle INTERNAL',
  ]);
  const [failed, created] = traced.store.named('create alertstorms', trace);
  const asked = {
    ...{ 'http.request.method': 'POST', 'url.scheme': 'http', 'server.address': '127.0.0.1' },
    'server.port': Number(new URL(api.kubeConfig.getCurrentCluster()?.server ?? '').port),
  };
  expect(created?.attributes).toEqual({ ...asked, 'http.response.status_code': 201 });
  expect(failed?.attributes).toEqual({ ...asked, 'http.response.status_code': 503, 'error.type': '503' });
  expect(sent).toEqual([`00-${trace}-${failed?.spanContext().spanId}-01`]);
});

it.each<[string, Answer, string, string]>([
  ['an answer', status(422, { message: 'spec.samples: secret of api-1' }), '422', 'invalid'],
  ['no answer', (response) => void response.destroy(), 'UND_ERR_SOCKET', 'network'],
])('says of a failure by %s what kind it was, in nobody else’s words', async (_, answer, type, reason) => {
  await using traced = await tracedToCluster();
  api.script(answer);
  await traced.post('api-1');
  await traced.bench.expire();
  await eventually(() => expect(api.requests.length).toBeGreaterThanOrEqual(1));
  await traced.bench.stop();

  const [trace = ''] = traced.store.traces();
  const tree = traced.store.tree(trace);
  expect(below(tree, 'process finalize')).toEqual([
    'process finalize CONSUMER !job_failed',
    `submit INTERNAL !${reason}`,
    `create alertstorms CLIENT !${type}`,
    ...(reason === 'invalid' ? ['get alertstorms CLIENT !404'] : []),
  ]);
  expect(traced.everything()).not.toMatch(/secret|api-1/);
});

/** Lets the try that waits for its turn run now. */
async function runNextTry({ bench }: TracedBench): Promise<void> {
  await eventually(async () => {
    const [job] = await bench.peek.instance.queues.finalize.getDelayed();
    if (!job || job.attemptsMade === 0) throw new Error('nothing has failed yet');
    await job.promote();
  });
}
