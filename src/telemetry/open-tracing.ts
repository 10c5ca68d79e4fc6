import { randomUUID } from 'node:crypto';

import { context, diag, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  type Resource,
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Telemetry } from 'bullmq';

import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { QueueTelemetry } from './queue-telemetry.ts';
import { samplerOf } from './sampler.ts';
import { Complaints, outspoken } from './spans-out.ts';

/** Tracing, switched on for the whole process. */
export interface Tracing {
  /** For the queues and workers, which then carry a trace in their jobs. */
  readonly telemetry: Telemetry;
  /** Sends what is left, for at most so long, and switches tracing off. */
  close(withinMs: number): Promise<void>;
}

export interface TracingParts {
  readonly log: Log;
  readonly version: string;
  readonly role: string;
  /** Where spans go, where that is not the configured collector. */
  readonly exporter?: SpanExporter | undefined;
}

/**
 * Switches tracing on. Needs no collector to be there: spans wait in a queue of 2048, and those that find it full, or
 * can't be sent, are lost. What is no setting of ours, OpenTelemetry's exporter reads from its own variables.
 */
export function openTracing(config: Config['tracing'], parts: TracingParts): Tracing {
  const complaints = new Complaints(parts.log);
  complaints.hearSdk();
  const exporter = parts.exporter ?? new OTLPTraceExporter({ url: urlOf(config) });
  const provider = new TracerProvider({
    resource: resourceOf(config, parts),
    sampler: samplerOf(config),
    spanProcessors: [new BatchSpanProcessor({ exporter: outspoken(exporter, complaints) })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    telemetry: new QueueTelemetry(),
    close: async (withinMs) => {
      for (const each of [trace, context, propagation]) each.disable();
      // What it fails by has been said already.
      const sent = provider.shutdown().catch(() => undefined);
      if ((await inTime(sent, withinMs)) === 'late')
        complaints.say('the collector did not take the last spans in time');
      diag.disable();
    },
  };
}

function urlOf({ endpoint, tracesEndpoint }: Config['tracing']): string {
  if (tracesEndpoint !== undefined) return tracesEndpoint;
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

/** Who traces: ours, and over it what OTEL_RESOURCE_ATTRIBUTES says of this process, such as its pod. */
function resourceOf({ serviceName }: Config['tracing'], { version, role }: TracingParts): Resource {
  const name = { 'service.name': serviceName };
  const ours = resourceFromAttributes({
    ...name,
    'service.version': version,
    'service.instance.id': randomUUID(),
    'stormfold.role': role,
  });
  const resource = defaultResource()
    .merge(ours)
    .merge(detectResources({ detectors: [envDetector] }));
  // Said in the file, it stands over both; the default does not.
  return serviceName === 'stormfold' ? resource : resource.merge(resourceFromAttributes(name));
}

async function inTime(work: Promise<void>, ms: number): Promise<'done' | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), ms);
  const outcome = await Promise.race([work, late]);
  clearTimeout(timer);
  return outcome ?? 'done';
}
