import { trace } from '@opentelemetry/api';
import { afterEach, expect, it, vi } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { freePort } from '../../src/redis/server/free-port.ts';
import { openTracing } from '../../src/telemetry/open-tracing.ts';
import { recordingLog } from '../http/support.ts';
import { startCollector } from '../support/collector.ts';

function open(env: Record<string, string>) {
  const { tracing } = loadConfig({ env: { STORMFOLD_TRACING: 'otlp', ...env } });
  const { log, lines } = recordingLog();
  const opened = openTracing(tracing, { log, version: '1.2.3', role: 'intake' });
  return { ...opened, lines };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

it('sends what is left of the spans when it is closed, and says who they are from', async () => {
  await using server = await startCollector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=of-the-collector');
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'k8s.pod.name=intake-7,service.namespace=alerting');
  const tracing = open({ OTEL_EXPORTER_OTLP_ENDPOINT: `${server.url}/base/` });
  trace.getTracer('stormfold').startSpan('enqueue').end();
  await tracing.close(10_000);

  expect(server.posted.map(({ url }) => url)).toEqual(['/base/v1/traces']);
  const [{ headers, text } = { headers: {}, text: '' }] = server.posted;
  expect(headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'x-key': 'of-the-collector' });
  const said = ['enqueue', 'service.name', 'stormfold', '1.2.3', 'stormfold.role', 'intake', 'intake-7'];
  expect(said.filter((word) => !text.includes(word))).toEqual([]);
  expect(tracing.lines).toEqual([]);
});

it('posts to the whole URL where one is given', async () => {
  await using server = await startCollector();
  const tracing = open({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${server.url}/elsewhere` });
  trace.getTracer('stormfold').startSpan('enqueue').end();
  await tracing.close(10_000);
  expect(server.posted.map(({ url }) => url)).toEqual(['/elsewhere']);
});

it('lets an environment name the service, unless the configuration does', async () => {
  await using server = await startCollector();
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.name=by-environment');
  const unnamed = { OTEL_EXPORTER_OTLP_ENDPOINT: server.url };
  for (const env of [unnamed, { ...unnamed, OTEL_SERVICE_NAME: 'by-configuration' }]) {
    const tracing = open(env);
    trace.getTracer('stormfold').startSpan('enqueue').end();
    await tracing.close(10_000);
  }
  const names = server.posted.map(({ text }) => /by-(environment|configuration)/.exec(text)?.[0]);
  expect(names).toEqual(['by-environment', 'by-configuration']);
});

it('does not wait longer than it may for a collector that does not answer', async () => {
  await using server = await startCollector(false);
  const tracing = open({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url });
  trace.getTracer('stormfold').startSpan('enqueue').end();
  await tracing.close(50);
  expect(tracing.lines).toMatchObject([
    { level: 'warn', msg: 'traces are lost', error: 'the collector did not take the last spans in time' },
  ]);
});

it('says once that the collector is away, and closes', async () => {
  const tracing = open({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
  // More than the queue holds.
  for (let i = 0; i < 3000; i++) trace.getTracer('stormfold').startSpan('enqueue').end();
  await tracing.close(200);
  expect(tracing.lines).toMatchObject([{ level: 'warn', msg: 'traces are lost' }]);
});

it('leaves nothing switched on behind it', async () => {
  await using server = await startCollector();
  await open({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url }).close(1000);
  expect(trace.getTracer('stormfold').startSpan('enqueue').isRecording()).toBe(false);
});
