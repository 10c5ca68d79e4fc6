import { describe, expect, it } from 'vitest';

import { type Config, loadConfig } from '../../src/config.ts';
import { defaultRuleOf } from '../../src/rules/default-rule.ts';
import type { Window } from '../../src/rules/rule.ts';
import { ruleBookOf } from '../support/rule-book.ts';
import { loadYaml, withFiles } from './load.ts';

const whole = `
redisUrl: redis://s-1,redis://s-2
redis:
  { mode: sentinel, passwordFile: one, sentinel: { master: m, passwordFile: two }, waitReplicas: 1, waitTimeout: 2s }
listen: "127.0.0.1:9000"
window: 10m
memory: 2d
retention: 1h
episodeSkew: 0s
exclude: []
severityOrder: [page, ticket]
partitions: 8
prefix: two
stopTimeout: 1m
sink:
  { kind: kubernetes, directory: out, namespace: ops, maxAttempts: 5, timeout: 30s, concurrency: 3, template: t.yaml,
    templatePlural: gateways, keep: 7d }
auth:
  webhook: { tokens: [a, b], tokenFiles: [], basic: ["u:p,q"] }
  operator: { tokens: [c] }
  allowOpen: true
metrics: { auth: true }
board: { readOnly: true }
limits: { body: 1mb, bodyInFlight: 2mb, queuedAlerts: 10, redisMemoryShare: 1 }
logLevel: warn
topology: { source: ./t.json, maxObjects: 200, goneFor: 1m }
tracing:
  { exporter: otlp, endpoint: 'http://c:4318', tracesEndpoint: 'http://c/t', sampler: always_on, sampleRatio: 0.5,
    serviceName: folds }
`;

function windowOf({ ruleBook }: Config): Window {
  return defaultRuleOf(ruleBook).settings.window;
}

describe('the file', () => {
  it('sets everything', () => {
    withFiles({ 'c.yaml': whole, one: 'secret', two: 'secret too' }, (cwd) => {
      expect(loadConfig({ env: {}, file: 'c.yaml', cwd })).toMatchObject({
        ...{ redisUrl: 'redis://s-1,redis://s-2', listen: { host: '127.0.0.1', port: 9000 } },
        redis: {
          ...{ mode: 'sentinel', passwordFile: `${cwd}/one` },
          sentinel: { master: 'm', passwordFile: `${cwd}/two` },
          tls: { caFile: undefined, certFile: undefined, keyFile: undefined },
          ...{ waitReplicas: 1, waitTimeoutMs: 2000 },
        },
        ruleBook: ruleBookOf({ windowMs: 600_000, exclude: [] }),
        ...{ memoryMs: 172_800_000, retentionMs: 3_600_000, episodeSkewMs: 0 },
        ...{ severityOrder: ['page', 'ticket'], partitions: 8, prefix: 'two', stopTimeoutMs: 60_000 },
        sink: {
          ...{ kind: 'kubernetes', directory: `${cwd}/out` },
          ...{ namespace: 'ops', maxAttempts: 5, timeoutMs: 30_000, concurrency: 3, keepMs: 604_800_000 },
          ...{ template: `${cwd}/t.yaml`, templatePlural: 'gateways' },
        },
        auth: {
          webhook: { tokens: ['a', 'b'], tokenFiles: [], basic: ['u:p,q'] },
          operator: { tokens: ['c'], tokenFiles: [], basic: [] },
          ...{ metrics: true, allowOpen: true, proxy: { header: undefined, addresses: [] } },
        },
        board: { readOnly: true },
        limits: {
          bodyBytes: 1024 ** 2,
          bodyBytesInFlight: 2 * 1024 ** 2,
          queuedAlerts: 10,
          redisMemoryShare: 1,
        },
        logLevel: 'warn',
        topology: { kind: 'file', file: `${cwd}/t.json`, maxObjects: 200, goneForMs: 60_000 },
        tracing: {
          ...{ exporter: 'otlp', endpoint: 'http://c:4318', tracesEndpoint: 'http://c/t' },
          ...{ sampler: 'always_on', sampleRatio: 0.5, serviceName: 'folds' },
        },
      } satisfies Config);
    });
  });

  it('yields to the environment, setting by setting', () => {
    const config = loadYaml('window: 10m\npartitions: 8', {
      STORMFOLD_WINDOW: '1m',
      STORMFOLD_PARTITIONS: '',
    });
    expect([windowOf(config), config.partitions]).toEqual([{ kind: 'fixed', ms: 60_000 }, 8]);
  });

  it('is the one of STORMFOLD_CONFIG, unless another is given', () => {
    withFiles({ 'one.yaml': 'partitions: 1', 'two.yaml': 'partitions: 2' }, (cwd) => {
      const env = { STORMFOLD_CONFIG: 'one.yaml' };
      expect(loadConfig({ env, cwd }).partitions).toBe(1);
      expect(loadConfig({ env, cwd, file: 'two.yaml' }).partitions).toBe(2);
    });
  });

  it.each(['', '# nothing\n', '---\n', 'sink:\nauth: {webhook: }\nwindow: ~\n'])(
    'may say nothing: %j',
    (yaml) => {
      expect(loadYaml(yaml)).toMatchObject({ ruleBook: ruleBookOf(), partitions: 4 });
    },
  );

  it('may use anchors', () => {
    expect(loadYaml('window: &d 7m\nretention: *d').retentionMs).toBe(420_000);
  });
});
