import { z } from 'zod';

import { type Kind, matching, oneOf, optional, ratio } from './kinds.ts';
import { setting } from './setting.ts';

/** OpenTelemetry's own names, apart from the samplers that ask a server. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const wanted = 'is not a URL such as http://collector:4318';
// Some collectors are told a key in the user or the query of their URL: neither is quoted or shown.
const url: Kind<string> = {
  schema: z.string(wanted).refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), wanted),
  fromText: (text) => text,
  show: redacted,
};
const serviceName = matching(/^\S(?:.*\S)?$/u, 'a name');

/** Where traces go, and how many. All but the first have the names that OpenTelemetry gives them in every program. */
export const tracingSettings = {
  tracingExporter: setting('tracing.exporter', 'STORMFOLD_TRACING', oneOf(['off', 'otlp']), 'off', {
    controls:
      '`otlp` sends a trace from each notification to its resource to an OpenTelemetry collector; while `off`, the variables below are not looked at',
  }),
  tracingEndpoint: setting('tracing.endpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT', url, 'http://localhost:4318', {
    controls: "the collector's address for OTLP over HTTP; traces are posted to `/v1/traces` under it",
  }),
  tracingTracesEndpoint: setting(
    'tracing.tracesEndpoint',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    optional(url),
    undefined,
    { controls: 'the whole URL that traces are posted to, in place of `tracing.endpoint`' },
  ),
  tracingSampler: setting(
    'tracing.sampler',
    'OTEL_TRACES_SAMPLER',
    oneOf(samplers),
    'parentbased_traceidratio',
    {
      controls: `which traces are kept: ${samplers.join(', ')}; parentbased ones follow a sender that sent a \`traceparent\``,
    },
  ),
  tracingSampleRatio: setting('tracing.sampleRatio', 'OTEL_TRACES_SAMPLER_ARG', ratio, 1, {
    controls: 'the share of traces that a sampler named traceidratio keeps',
    raiseWhen: 'the trace of a storm that is looked for was not kept',
    lowerWhen: 'the collector gets more than it can store',
  }),
  tracingServiceName: setting('tracing.serviceName', 'OTEL_SERVICE_NAME', serviceName, 'stormfold', {
    controls: 'the `service.name` of the traces',
  }),
};

function redacted(text: string): string {
  const { protocol, username, password, host, pathname, search, hash } = new URL(text);
  const path = pathname === '/' && !text.endsWith('/') ? '' : pathname;
  return `${protocol}//${username || password ? '***@' : ''}${host}${path}${search || hash ? '?…' : ''}`;
}
