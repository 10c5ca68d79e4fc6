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
});
