import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { notification, pods } from '../intake/support.ts';
import { ServeProcess } from '../support/cli.ts';
import { startCollector } from '../support/collector.ts';
import { openRedis, redisEnv, removeAll } from '../support/redis.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

it('a process that is stopped has sent its spans, and its log says which line belongs to which', async () => {
  await using collector = await startCollector();
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  const prefix = `test-${randomUUID()}`;
  await using service = new ServeProcess({
    ...{ ...redisEnv(), STORMFOLD_PREFIX: prefix, STORMFOLD_SINK_DIRECTORY: folder },
    ...{ STORMFOLD_TRACING: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  });
  await fetch(`${await service.url()}/webhooks/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    body: JSON.stringify(notification(pods(1))),
  });
  const lines = [await service.logged('notification queued'), await service.logged('job folded')];
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);

  const id = expect.stringMatching(/^[\da-f]{16}$/) as unknown;
  expect(lines).toMatchObject(lines.map(() => ({ trace_id: traceId, span_id: id })));
  expect(await service.logged('listening')).not.toHaveProperty('trace_id');
  const sent = collector.posted.map(({ text }) => text).join('');
  const names = [
    'POST /webhooks/alertmanager',
    'enqueue',
    'process aggregate-',
    'fold',
    'add finalize.finalize',
  ];
  expect(names.filter((name) => !sent.includes(name))).toEqual([]);

  await rm(folder, { recursive: true });
  const redis = openRedis();
  await removeAll(redis, prefix);
  redis.disconnect();
});
