import { describe, expect, it } from 'vitest';

import { describeConfig, loadConfig } from '../../src/config.ts';
import { envFaults, loadYaml } from './load.ts';

const on = { STORMFOLD_TRACING: 'otlp' };

describe('the settings of tracing', () => {
  it('are taken from the variables that every program with OpenTelemetry reads', () => {
    const env = {
      ...on,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:4318/base',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces/',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_SERVICE_NAME: 'folds of eu',
    };
    expect(loadConfig({ env }).tracing).toEqual({
      exporter: 'otlp',
      endpoint: 'https://collector:4318/base',
      tracesEndpoint: 'http://traces/',
      sampler: 'traceidratio',
      sampleRatio: 0.25,
      serviceName: 'folds of eu',
    });
  });

  it('are left alone in the environment while tracing is off, sound or not', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
      OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://agent',
      OTEL_SERVICE_NAME: 'other',
    };
    expect(loadConfig({ env }).tracing).toEqual(loadConfig({ env: {} }).tracing);
  });

  it('of the file are judged while tracing is off too', () => {
    expect(() => loadYaml('tracing: { sampleRatio: 2 }')).toThrow(
      'tracing.sampleRatio (c.yaml:1): 2 is not a ratio from 0 to 1, such as 0.1',
    );
  });

  it.each([
    [
      { STORMFOLD_TRACING: 'oltp' },
      'tracing.exporter (STORMFOLD_TRACING): "oltp" is none of off, otlp; did you mean `otlp`?',
    ],
    [
      { ...on, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' },
      'tracing.endpoint (OTEL_EXPORTER_OTLP_ENDPOINT): is not a URL such as http://collector:4318',
    ],
    [
      { ...on, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'grpc://me:hunter2@collector' },
      'tracing.tracesEndpoint (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT): is not a URL such as http://collector:4318',
    ],
    [
      { ...on, OTEL_TRACES_SAMPLER_ARG: '1.5' },
      'tracing.sampleRatio (OTEL_TRACES_SAMPLER_ARG): 1.5 is not a ratio from 0 to 1, such as 0.1',
    ],
    [
      { ...on, OTEL_TRACES_SAMPLER: 'parentbased_always_no' },
      'tracing.sampler (OTEL_TRACES_SAMPLER): "parentbased_always_no" is none of always_on, always_off, ' +
        'traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio; did you mean ' +
        '`parentbased_always_on`?',
    ],
  ])('%o is a fault', (env, fault) => {
    expect(envFaults(env)).toEqual([fault]);
  });

  it('show no key that stands in a URL', () => {
    const env = { ...on, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hunter2@collector/x?key=hunter2#hunter2' };
    const shown = describeConfig(loadConfig({ env })).find(({ path }) => path === 'tracing.endpoint');
    expect(shown?.value).toBe('https://***@collector/x?…');
  });
});
