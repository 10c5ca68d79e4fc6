import type { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { KubernetesSink } from '../../../src/sink/kubernetes/kubernetes-sink.ts';
import { buildManifest } from '../../../src/sink/manifest.ts';
import type { WrittenResource } from '../../../src/sink/sink.ts';
import { cleanUp } from '../../../workers/clean-up.ts';
import { type ApiServer, hasApiServer, startApiServer } from '../../support/api-server.ts';
import { makeNamespace, serviceAccount } from '../../support/cluster.ts';
import { refusalOf } from '../../support/refusal.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { WorkerBench } from '../../support/worker-bench.ts';

const hourMs = 3_600_000;

function stormIdOf(n: number): string {
  return `00112233445566ff-${String(n).padStart(12, '0')}`;
}

describe.skipIf(!hasApiServer)('resources that were written to a real API server', () => {
  const stack = new AsyncDisposableStack();
  let server: ApiServer;

  beforeAll(async () => {
    server = stack.use(await startApiServer());
  }, 120_000);

  afterAll(() => stack.disposeAsync(), 60_000);

  /** A namespace of a test's own, with a sink whose account may do this there. */
  async function place(verbs: string[]): Promise<{ namespace: string; sink: KubernetesSink }> {
    const { name: namespace } = stack.use(await makeNamespace(server.kubeConfig));
    const account = await serviceAccount(server.kubeConfig, namespace, 'cleaner', verbs);
    return { namespace, sink: sinkFor(account, namespace) };
  }

  function sinkFor(kubeConfig: KubeConfig, namespace: string): KubernetesSink {
    const sink = new KubernetesSink(kubeConfig, { namespace, timeoutMs: 30_000 });
    stack.defer(() => sink.close());
    return sink;
  }

  async function listed(sink: KubernetesSink): Promise<WrittenResource[]> {
    const pages: WrittenResource[][] = [];
    for await (const page of sink.written.pages()) pages.push([...page]);
    return pages.flat();
  }

  async function write(sink: KubernetesSink, n: number, instance: string): Promise<string> {
    const manifest = buildManifest(snapshotOf({ storm: { id: stormIdOf(n) } }), { instance });
    return (await sink.submit(manifest)).name;
  }

  it('are listed page by page, with whose they are and when they were written', async () => {
    const { sink } = await place(['create', 'get', 'list']);
    expect(await listed(sink)).toEqual([]);
    const before = Date.now();
    for (let n = 0; n < 300; n++) await write(sink, n, 'mine');
    const all = await listed(sink);
    expect(all.map(({ stormId }) => stormId).sort()).toEqual(
      Array.from({ length: 300 }, (_, n) => stormIdOf(n)),
    );
    expect(new Set(all.map(({ uid }) => uid)).size).toBe(300);
    expect(new Set(all.map(({ instance }) => instance))).toEqual(new Set(['mine']));
    // The server's times are whole seconds.
    for (const { createdAt } of all) expect(Math.abs(createdAt - before)).toBeLessThan(60_000);
  }, 60_000);

  it('are deleted by their uid: one that was made anew under the same name stays', async () => {
    const { sink } = await place(['create', 'get', 'list', 'delete']);
    const name = await write(sink, 1, 'mine');
    const [first] = await listed(sink);
    if (!first) throw new Error('nothing was written');
    await sink.written.delete(first);
    expect(await listed(sink)).toEqual([]);
    await sink.written.delete(first);
    await write(sink, 1, 'mine');
    await sink.written.delete(first);
    expect((await listed(sink)).map((each) => each.name)).toEqual([name]);
  });

  it.each([
    [['create', 'get'], 'list'],
    [['create', 'get', 'list'], 'delete'],
  ])('with the rights %j are not, and the message says which rule is missing', async (verbs, missing) => {
    const { sink } = await place(verbs);
    await write(sink, 1, 'mine');
    const any: WrittenResource = { name: 'x', uid: 'x', createdAt: 0, stormId: '', instance: '' };
    const attempt = missing === 'list' ? listed(sink) : sink.written.delete(any);
    const error = await refusalOf(attempt);
    expect(error).toMatchObject({ verdict: 'wait', reason: 'forbidden' });
    expect(error.message).toContain(`cannot ${missing} resource "alertstorms"`);
    expect(error.advice).toContain(
      '{apiGroups: [stormfold.io], resources: [alertstorms], verbs: [list, delete]}',
    );
  });

  it('are deleted once they are older than sink.keep, where no storm needs them', async () => {
    const { sink } = await place(['create', 'get', 'list', 'delete']);
    await using bench = await WorkerBench.open({ wrap: () => sink });
    const { prefix } = bench.instance.config;
    Object.assign(bench.instance.config.sink, { keepMs: hourMs });
    await write(sink, 1, prefix);
    const foreign = await write(sink, 2, 'another instance');
    expect(await cleanUp(bench.context, Date.now() + hourMs - 60_000)).toBe(0);
    expect(await cleanUp(bench.context, Date.now() + 2 * hourMs)).toBe(1);
    expect((await listed(sink)).map(({ name }) => name)).toEqual([foreign]);
  });
});
