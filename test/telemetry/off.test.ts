import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openTracing } from '../../src/telemetry/open-tracing.ts';
import { silentLog } from '../../src/log.ts';
import { openQueues } from '../../src/queue/queues.ts';
import { ServeProcess } from '../support/cli.ts';
import { testConfig } from '../support/peek.ts';
import { QueueBench } from '../support/queues.ts';
import { openRedis, redisEnv, removeAll } from '../support/redis.ts';
import { SpanStore } from '../support/spans.ts';

/** Writes down every package of OpenTelemetry that the process loads. */
const preload = `import { registerHooks } from 'node:module';
import { appendFileSync } from 'node:fs';
registerHooks({ load(url, context, next) {
  const [, name] = /node_modules\\/(@opentelemetry\\/[^/]+|bullmq-otel)\\//.exec(url) ?? [];
  if (name) appendFileSync(process.env.LOADED, name + '\\n');
  return next(url, context);
} });`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** What a service that starts and stops has loaded of OpenTelemetry. */
async function loadedBy(env: Record<string, string>): Promise<string[]> {
  const loaded = join(folder, 'loaded');
  const prefix = `test-${randomUUID()}`;
  await using service = new ServeProcess({
    ...{ ...redisEnv(), STORMFOLD_PREFIX: prefix, STORMFOLD_SINK_DIRECTORY: folder },
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
    ...{ LOADED: loaded, ...env },
  });
  await service.url();
  service.signal('SIGTERM');
  expect(await service.exit).toBe(0);
  const redis = openRedis();
  await removeAll(redis, prefix);
  redis.disconnect();
  return [...new Set((await readFile(loaded, 'utf8')).trim().split('\n'))].sort();
}

describe('while tracing is off', () => {
  it('nothing of OpenTelemetry is loaded but its interface, whatever the environment says of it', async () => {
    expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toEqual([
      '@opentelemetry/api',
    ]);
  });

  it('no job says a word of it', async () => {
    await using bench = new QueueBench();
    expect(await optionsOf(bench)).not.toHaveProperty('tm');
  });
});

describe('while tracing is on', () => {
  it('the rest of it is loaded', async () => {
    const env = { STORMFOLD_TRACING: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    expect(await loadedBy(env)).toEqual(expect.arrayContaining(['@opentelemetry/sdk-trace', 'bullmq-otel']));
  });

  it('a job says which span it was added in, as BullMQ’s own do', async () => {
    await using bench = new QueueBench();
    const store = new SpanStore();
    const { tracing } = testConfig(folder);
    const parts = { log: silentLog(), version: '1', role: 'all', exporter: store };
    const opened = openTracing(tracing, parts);
    const { length } = bench.queues.aggregate;
    await bench.queues.close();
    const queues = openQueues(bench.redis, bench.keys, length, () => {}, opened.telemetry);
    const { tm } = await optionsOf(Object.assign(bench, { queues }));
    await opened.close(1000);

    const at = store.named('enqueue')[0]?.spanContext();
    expect(tm).toBe(JSON.stringify({ traceparent: `00-${at?.traceId}-${at?.spanId}-01` }));
  });
});

/** The options of one queued fold job, as they stand in Redis. */
async function optionsOf(bench: QueueBench): Promise<{ tm?: string }> {
  const { queue, jobId } = await bench.arrive('HighCPUUsage', 'shop');
  const text = await bench.redis.hget(queue.toKey(jobId), 'opts');
  return JSON.parse(text ?? '') as { tm?: string };
}
