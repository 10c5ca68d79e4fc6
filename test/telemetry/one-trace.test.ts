import { describe, expect, it } from 'vitest';

import { TracedBench } from '../support/traced-bench.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const sender = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };

describe('a traced service', () => {
  it('makes one trace from the notification that opened a storm to its resource', async () => {
    await using traced = await TracedBench.open();
    expect(await traced.post('api-1', sender)).toBe(202);
    await traced.submitAndStop();

    expect(traced.store.traces()).toEqual([traceId]);
    expect(traced.store.tree(traceId)).toEqual([
      'POST /webhooks/alertmanager SERVER',
      '  enqueue PRODUCER',
      '    process aggregate-N CONSUMER',
      '      fold INTERNAL',
      '      add finalize.finalize PRODUCER',
      '        process finalize CONSUMER',
      '          add aggregate-N.seal PRODUCER',
      '            process aggregate-N CONSUMER',
      '              seal INTERNAL',
      '        process finalize CONSUMER',
      '          submit INTERNAL',
      '            settle INTERNAL',
    ]);
    const [root] = traced.store.named('POST /webhooks/alertmanager');
    expect(root?.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
  });

  it('tells of each step what and how much, and no more of an alert than its pattern', async () => {
    await using traced = await TracedBench.open();
    await traced.post('api-1', { 'user-agent': 'Alertmanager/0.28.0' });
    const [storm] = await traced.bench.peek.storms('open');
    await traced.submitAndStop();

    const { hostname, port } = new URL(traced.bench.url);
    const id = { 'stormfold.storm.id': storm?.id };
    const shop = { 'stormfold.pattern': 'KubePodCrashLooping in shop', 'stormfold.alerts': 1 };
    const none = { 'stormfold.repeated': 0, 'stormfold.resolved': 0, 'stormfold.refired': 0 };
    const noneOfRules = { 'stormfold.joined': 0, 'stormfold.muted': 0, 'stormfold.again': false };
    expect(traced.told()).toEqual({
      'POST /webhooks/alertmanager': {
        ...{ 'http.request.method': 'POST', 'http.route': '/webhooks/alertmanager' },
        ...{ 'url.path': '/webhooks/alertmanager', 'url.scheme': 'http' },
        ...{ 'server.address': hostname, 'server.port': Number(port) },
        ...{ 'network.protocol.version': '1.1', 'user_agent.original': 'Alertmanager/0.28.0' },
        'http.response.status_code': 202,
      },
      enqueue: {
        ...{ 'stormfold.alerts': 1, 'stormfold.excluded': 0, 'stormfold.rejected': 0, 'stormfold.jobs': 1 },
      },
      fold: { ...id, ...shop, 'stormfold.opened': 1, 'stormfold.folded': 0, ...none, ...noneOfRules },
      seal: { ...id, 'stormfold.outcome': 'sealed' },
      submit: { ...id, ...shop },
      settle: { ...id },
    });
    expect(traced.everything()).not.toMatch(/secret|api-1/);
  });

  it('ends the trace of a later notification in its fold, with a link to that of the first', async () => {
    await using traced = await TracedBench.open();
    await traced.post('api-1', sender);
    await traced.post('api-2');
    const [storm] = await traced.bench.peek.storms('open');
    await traced.submitAndStop();

    const [, second = ''] = traced.store.traces();
    expect(traced.store.tree(second)).toEqual([
      'POST /webhooks/alertmanager SERVER',
      '  enqueue PRODUCER',
      '    process aggregate-N CONSUMER',
      '      fold INTERNAL',
    ]);
    const [fold] = traced.store.named('fold', second);
    const [armed] = traced.store.named('add finalize.finalize', traceId);
    expect(fold?.attributes['stormfold.storm.id']).toBe(storm?.id);
    expect(fold?.links.map(({ context, attributes }) => ({ ...context, ...attributes }))).toEqual([
      { ...armed?.spanContext(), isRemote: true, 'stormfold.storm.id': storm?.id },
    ]);
    expect(traced.store.named('fold', traceId)[0]?.links).toEqual([]);
  });

  it('keeps none of a trace that its sender keeps none of, and still carries it on', async () => {
    await using traced = await TracedBench.open();
    await traced.post('api-1', { traceparent: `00-${traceId}-b7ad6b7169203331-00` });
    const { peek } = traced.bench;
    const [storm] = await peek.storms('open');
    const job = await peek.instance.queues.finalize.getJob(storm?.id ?? '');
    await traced.submitAndStop();

    expect(traced.store.spans).toEqual([]);
    expect(JSON.parse(job?.opts.telemetry?.metadata ?? '')).toEqual({
      traceparent: expect.stringMatching(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`)) as unknown,
    });
  });

  it('begins a trace of its own where a traceparent can not be read', async () => {
    await using traced = await TracedBench.open();
    await traced.post('api-1', { traceparent: `00-${traceId}-0000000000000000-01` });
    await traced.submitAndStop();

    expect(traced.store.traces()).toHaveLength(1);
    expect(traced.store.tree(traceId)).toEqual([]);
  });

  it('tells of what it refuses, which is no error of its own', async () => {
    await using traced = await TracedBench.open();
    const url = `${traced.bench.url}/webhooks/alertmanager`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body: '{' })).status).toBe(400);
    expect((await fetch(`${traced.bench.url}/livez`)).status).toBe(200);
    await traced.bench.stop();

    expect(traced.store.traces().map((id) => traced.store.tree(id))).toEqual([
      ['POST /webhooks/alertmanager SERVER'],
    ]);
    expect(traced.store.spans[0]?.attributes['http.response.status_code']).toBe(400);
  });
});
