import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type Config, loadConfig, settings } from '../../src/config.ts';
import { parseMatchers } from '../../src/rules/parse-matchers.ts';
import type { RuleSettings } from '../../src/rules/rule.ts';
import { correlationSettings } from '../../src/config/settings-correlation.ts';
import { redisSettings } from '../../src/config/settings-redis.ts';
import { ruleSettingNames, ruleSettings, tenantSettings } from '../../src/config/settings-rules.ts';
import { topologySettings } from '../../src/config/settings-topology.ts';
import { tracingSettings } from '../../src/config/settings-tracing.ts';
import { withFiles } from './load.ts';

const none = { tokens: [], tokenFiles: [], basic: [] };

const defaultRuleSettings: RuleSettings = {
  correlate: false,
  by: ['alertname', 'namespace', 'cluster'],
  window: { kind: 'fixed', ms: 300_000 },
  maxAlerts: undefined,
  urgent: [],
  urgentWaitMs: 0,
  minAlerts: undefined,
  below: 'submit',
  whenResolved: 'submit',
  cooldownMs: undefined,
  cooldownMax: 500,
  updates: false,
  flapAfter: undefined,
  exclude: [parseMatchers('alertname=Watchdog'), parseMatchers('alertname=InfoInhibitor')],
  mute: { fromMs: undefined, untilMs: undefined, intervals: [] },
};

const defaults: Config = {
  redisUrl: 'redis://127.0.0.1:6379',
  redis: {
    ...{ mode: 'standalone', passwordFile: undefined },
    sentinel: { master: undefined, passwordFile: undefined },
    tls: { caFile: undefined, certFile: undefined, keyFile: undefined },
    ...{ waitReplicas: 0, waitTimeoutMs: 1000 },
  },
  listen: { host: '127.0.0.1', port: 8080 },
  ruleBook: {
    rules: [{ name: 'default', match: [], settings: defaultRuleSettings }],
    tenants: undefined,
    correlation: {
      ...{ scope: 'cluster', withinMs: 300_000, maxAlerts: 10_000 },
      ...{ symptoms: [], causes: [] },
    },
  },
  memoryMs: 86_400_000,
  retentionMs: 86_400_000,
  episodeSkewMs: 15_000,
  severityOrder: ['critical', 'error', 'warning', 'info', 'none'],
  ...{ partitions: 4, prefix: 'stormfold', stopTimeoutMs: 8000 },
  sink: {
    kind: 'directory',
    directory: resolve('storms'),
    namespace: undefined,
    maxAttempts: undefined,
    timeoutMs: 10_000,
    concurrency: 10,
    template: undefined,
    templatePlural: undefined,
    keepMs: undefined,
  },
  board: { readOnly: false },
  auth: {
    ...{ webhook: none, operator: none, metrics: false, allowOpen: false },
    proxy: { header: undefined, addresses: [] },
  },
  limits: {
    bodyBytes: 64 * 1024 ** 2,
    bodyBytesInFlight: 128 * 1024 ** 2,
    queuedAlerts: undefined,
    redisMemoryShare: 0.85,
  },
  logLevel: 'info',
  topology: { kind: 'off', file: undefined, maxObjects: 100_000, goneForMs: 3_600_000 },
  tracing: {
    exporter: 'off',
    endpoint: 'http://localhost:4318',
    tracesEndpoint: undefined,
    sampler: 'parentbased_traceidratio',
    sampleRatio: 1,
    serviceName: 'stormfold',
  },
};

/** Variable, its text, where its value is, and what it is. */
const variables: readonly (readonly [string, string, (config: Config) => unknown, unknown])[] = [
  ['REDIS_URL', 'rediss://me:pw@redis:6380/2', (c) => c.redisUrl, 'rediss://me:pw@redis:6380/2'],
  ['STORMFOLD_REDIS_MODE', 'Cluster', (c) => c.redis.mode, 'cluster'],
  ['STORMFOLD_REDIS_WAIT_REPLICAS', '2', (c) => c.redis.waitReplicas, 2],
  ['STORMFOLD_REDIS_WAIT_TIMEOUT', '300ms', (c) => c.redis.waitTimeoutMs, 300],
  ['STORMFOLD_LISTEN', '[::1]:0', (c) => c.listen, { host: '::1', port: 0 }],
  ['STORMFOLD_MEMORY', '1h30m', (c) => c.memoryMs, 5_400_000],
  ['STORMFOLD_RETENTION', '0s', (c) => c.retentionMs, 0],
  ['STORMFOLD_EPISODE_SKEW', '500ms', (c) => c.episodeSkewMs, 500],
  ['STORMFOLD_SEVERITY_ORDER', 'Page,ticket', (c) => c.severityOrder, ['page', 'ticket']],
  ['STORMFOLD_PARTITIONS', '64', (c) => c.partitions, 64],
  ['STORMFOLD_PREFIX', 'team_a.eu-1', (c) => c.prefix, 'team_a.eu-1'],
  ['STORMFOLD_STOP_TIMEOUT', '25s', (c) => c.stopTimeoutMs, 25_000],
  ['STORMFOLD_SINK', 'kubernetes', (c) => c.sink.kind, 'kubernetes'],
  ['STORMFOLD_SINK_DIRECTORY', '/var/storms', (c) => c.sink.directory, '/var/storms'],
  ['STORMFOLD_SINK_NAMESPACE', 'ops', (c) => c.sink.namespace, 'ops'],
  ['STORMFOLD_SINK_MAX_ATTEMPTS', '3', (c) => c.sink.maxAttempts, 3],
  ['STORMFOLD_SINK_TIMEOUT', '3s', (c) => c.sink.timeoutMs, 3000],
  ['STORMFOLD_SINK_CONCURRENCY', '3', (c) => c.sink.concurrency, 3],
  ['STORMFOLD_SINK_TEMPLATE', '/etc/t.yaml', (c) => c.sink.template, '/etc/t.yaml'],
  ['STORMFOLD_WEBHOOK_TOKENS', 'old, new,', (c) => c.auth.webhook.tokens, ['old', 'new']],
  ['STORMFOLD_WEBHOOK_BASIC', 'am:pw:with:colons', (c) => c.auth.webhook.basic, ['am:pw:with:colons']],
  ['STORMFOLD_OPERATOR_TOKENS', 'op', (c) => c.auth.operator.tokens, ['op']],
  ['STORMFOLD_OPERATOR_BASIC', 'me:pw,you:pw', (c) => c.auth.operator.basic, ['me:pw', 'you:pw']],
  ['STORMFOLD_ALLOW_OPEN', 'true', (c) => c.auth.allowOpen, true],
  ['STORMFOLD_METRICS_AUTH', 'false', (c) => c.auth.metrics, false],
  ['STORMFOLD_BOARD_READ_ONLY', 'true', (c) => c.board.readOnly, true],
  ['STORMFOLD_BODY_LIMIT', '1MiB', (c) => c.limits.bodyBytes, 1024 ** 2],
  ['STORMFOLD_BODY_IN_FLIGHT', '1gb', (c) => c.limits.bodyBytesInFlight, 1024 ** 3],
  ['STORMFOLD_QUEUE_LIMIT', '100000', (c) => c.limits.queuedAlerts, 100_000],
  ['STORMFOLD_REDIS_MEMORY_SHARE', '0.5', (c) => c.limits.redisMemoryShare, 0.5],
  ['LOG_LEVEL', 'DEBUG', (c) => c.logLevel, 'debug'],
  ['STORMFOLD_TRACING', 'OTLP', (c) => c.tracing.exporter, 'otlp'],
];

/** Tested below or beside, as they need files or other settings. */
const withOthers = [
  ...ruleSettingNames.map((name) => ruleSettings[name].variable),
  ...Object.values({ ...tenantSettings, ...correlationSettings }).map(({ variable }) => variable),
  ...Object.values(redisSettings).flatMap(({ path, variable }) =>
    /^redis(?:Url|\.mode|\.wait\w+)$/.test(path) ? [] : [variable],
  ),
  ...['STORMFOLD_SINK_TEMPLATE_PLURAL', 'STORMFOLD_SINK_KEEP'],
  'STORMFOLD_WEBHOOK_TOKENS_FILE',
  'STORMFOLD_OPERATOR_TOKENS_FILE',
  ...['STORMFOLD_PROXY_HEADER', 'STORMFOLD_PROXY_ADDRESSES'],
  ...Object.values(topologySettings).map(({ variable }) => variable),
  ...Object.values(tracingSettings).flatMap(({ variable }) =>
    variable.startsWith('OTEL') ? [variable] : [],
  ),
  ...['STORMFOLD_CONFIG', 'STORMFOLD_FIXTURES'],
];

describe('values', () => {
  it('has the documented defaults when nothing is set', () => {
    expect(loadConfig({ env: {} })).toMatchObject(defaults);
  });

  it.each(variables)('%s=%s', (variable, text, read, value) => {
    expect(read(loadConfig({ env: { [variable]: text } }))).toEqual(value);
  });

  it('that only work with another one', () => {
    const env = {
      STORMFOLD_SINK: 'kubernetes',
      STORMFOLD_SINK_TEMPLATE: 't.yaml',
      STORMFOLD_SINK_KEEP: '7d',
    };
    const { sink } = loadConfig({
      env: { ...env, STORMFOLD_SINK_TEMPLATE_PLURAL: 'gateways' },
      cwd: '/here',
    });
    expect(sink).toMatchObject({ template: '/here/t.yaml', templatePlural: 'gateways', keepMs: 604_800_000 });
  });

  it('tries every variable of the settings table', () => {
    const tried = [...variables.map(([variable]) => variable), ...withOthers];
    expect(tried.sort()).toEqual(settings.map(({ variable }) => variable).sort());
  });

  it.each(variables)('%s is as if not set when it is empty or blank', (variable) => {
    expect(loadConfig({ env: { [variable]: '' } })).toMatchObject(defaults);
    expect(loadConfig({ env: { [variable]: ' \n' } })).toMatchObject(defaults);
  });

  it('reads token files from the working directory', () => {
    withFiles({ hooks: 'a\n\n b \n', ops: 'c' }, (cwd) => {
      const env = {
        STORMFOLD_WEBHOOK_TOKENS_FILE: 'hooks',
        STORMFOLD_OPERATOR_TOKENS_FILE: `${cwd}/ops,ops`,
      };
      const { auth } = loadConfig({ env, cwd });
      expect(auth.webhook.tokenFiles).toEqual([`${cwd}/hooks`]);
      expect(auth.operator.tokenFiles).toEqual([`${cwd}/ops`, `${cwd}/ops`]);
    });
  });

  it('takes STORMFOLD_FIXTURES without a word', () => {
    expect(loadConfig({ env: { STORMFOLD_FIXTURES: '/no/such/folder' } })).toMatchObject(defaults);
  });
});
