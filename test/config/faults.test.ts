import { describe, expect, it } from 'vitest';

import { envFaults } from './load.ts';

const durations = (range: string, more = '') =>
  `is not a duration from ${range}, such as 500ms, 2s, 5m, 1h30m or 1d${more}`;
const windows = durations('1ms to 365d', '; nor is it such as `quiet 30s max 10m`');
const address = 'is not an address such as 127.0.0.1:8080, [::1]:8080 or :8080';
const redisForm = 'is not a URL such as redis://user:password@host:6379/0, or rediss:// for TLS';
const redisStray =
  'has text where only a database number may be; write `/`, `?`, `#` and `@` in a password as %2F, %3F, %23 and %40';
const tokenText = 'has characters that an Authorization header can not carry; use ASCII without spaces';

describe('a broken variable', () => {
  it.each([
    ['STORMFOLD_WINDOW', '5 min', `window (STORMFOLD_WINDOW): "5 min" ${windows}`],
    ['STORMFOLD_WINDOW', '300', `window (STORMFOLD_WINDOW): "300" ${windows}`],
    ['STORMFOLD_WINDOW', '0s', `window (STORMFOLD_WINDOW): "0s" ${windows}`],
    ['STORMFOLD_WINDOW', '1m2h', `window (STORMFOLD_WINDOW): "1m2h" ${windows}`],
    ['STORMFOLD_RETENTION', '-1h', `retention (STORMFOLD_RETENTION): "-1h" ${durations('0ms to 365d')}`],
    [
      'STORMFOLD_STOP_TIMEOUT',
      '25d',
      `stopTimeout (STORMFOLD_STOP_TIMEOUT): "25d" ${durations('0ms to 24d')}`,
    ],
    ['STORMFOLD_PARTITIONS', '0', 'partitions (STORMFOLD_PARTITIONS): 0 is not a whole number from 1 to 64'],
    [
      'STORMFOLD_PARTITIONS',
      '65',
      'partitions (STORMFOLD_PARTITIONS): 65 is not a whole number from 1 to 64',
    ],
    [
      'STORMFOLD_PARTITIONS',
      '2.5',
      'partitions (STORMFOLD_PARTITIONS): 2.5 is not a whole number from 1 to 64',
    ],
    [
      'STORMFOLD_PARTITIONS',
      'four',
      'partitions (STORMFOLD_PARTITIONS): "four" is not a whole number from 1 to 64',
    ],
    ['STORMFOLD_LISTEN', '8080', `listen (STORMFOLD_LISTEN): "8080" ${address}`],
    ['STORMFOLD_LISTEN', '::1:8080', `listen (STORMFOLD_LISTEN): "::1:8080" ${address}`],
    ['STORMFOLD_LISTEN', '[::g]:8080', `listen (STORMFOLD_LISTEN): "[::g]:8080" ${address}`],
    ['STORMFOLD_LISTEN', '127.0.0.1:65536', `listen (STORMFOLD_LISTEN): "127.0.0.1:65536" ${address}`],
    ['STORMFOLD_LISTEN', '127.0.0.256:80', `listen (STORMFOLD_LISTEN): "127.0.0.256:80" ${address}`],
    [
      'STORMFOLD_PREFIX',
      'a:{b}',
      'prefix (STORMFOLD_PREFIX): "a:{b}" is not letters, digits, `.`, `_` and `-`, 1 to 64 of them',
    ],
    [
      'STORMFOLD_SINK',
      'kubernets',
      'sink.kind (STORMFOLD_SINK): "kubernets" is none of directory, kubernetes; did you mean `kubernetes`?',
    ],
    ['STORMFOLD_SINK', 'kafka', 'sink.kind (STORMFOLD_SINK): "kafka" is none of directory, kubernetes'],
    [
      'STORMFOLD_SINK_NAMESPACE',
      'Ops_1',
      'sink.namespace (STORMFOLD_SINK_NAMESPACE): "Ops_1" is not the name of a namespace',
    ],
    [
      'STORMFOLD_SINK_MAX_ATTEMPTS',
      '0',
      'sink.maxAttempts (STORMFOLD_SINK_MAX_ATTEMPTS): 0 is not a whole number from 1 to 1000000',
    ],
    [
      'STORMFOLD_BODY_LIMIT',
      '64 megs',
      'limits.body (STORMFOLD_BODY_LIMIT): "64 megs" is not a size from 1b to 511mb, such as 512kb or 64mb',
    ],
    [
      'STORMFOLD_REDIS_MEMORY_SHARE',
      '85',
      'limits.redisMemoryShare (STORMFOLD_REDIS_MEMORY_SHARE): 85 is not a share above 0 and up to 1, such as 0.85',
    ],
    ['STORMFOLD_ALLOW_OPEN', 'yes', 'auth.allowOpen (STORMFOLD_ALLOW_OPEN): "yes" is not true or false'],
    ['STORMFOLD_SEVERITY_ORDER', 'a,A', 'severityOrder (STORMFOLD_SEVERITY_ORDER): has an entry twice'],
    ['STORMFOLD_SEVERITY_ORDER', ',', 'severityOrder (STORMFOLD_SEVERITY_ORDER): needs at least one entry'],
    [
      'LOG_LEVEL',
      'warning',
      'logLevel (LOG_LEVEL): "warning" is none of fatal, error, warn, info, debug, trace, silent; did you mean `warn`?',
    ],
    ['REDIS_URL', 'http://redis:6379', `redisUrl (REDIS_URL): ${redisForm}`],
    ['REDIS_URL', 'redis', `redisUrl (REDIS_URL): ${redisForm}`],
    ['REDIS_URL', 'redis://:a/b@redis', `redisUrl (REDIS_URL): ${redisForm}`],
    ['REDIS_URL', 'redis://redis/first', `redisUrl (REDIS_URL): ${redisStray}`],
    ['REDIS_URL', 'redis://u:1#2@redis', `redisUrl (REDIS_URL): ${redisStray}`],
    ['REDIS_URL', 'redis://u:1?2@redis', `redisUrl (REDIS_URL): ${redisStray}`],
    [
      'REDIS_URL',
      'redis://u:50%@redis',
      'redisUrl (REDIS_URL): has a `%` that escapes nothing; write it as %25',
    ],
    [
      'STORMFOLD_WEBHOOK_TOKENS',
      'good,two words',
      `auth.webhook.tokens (STORMFOLD_WEBHOOK_TOKENS): entry 2 ${tokenText}`,
    ],
    [
      'STORMFOLD_OPERATOR_BASIC',
      'nocolon',
      'auth.operator.basic (STORMFOLD_OPERATOR_BASIC): entry 1 is not user:password, or has control characters',
    ],
    [
      'STORMFOLD_METRICS_AUTH',
      'true',
      'metrics.auth (STORMFOLD_METRICS_AUTH): asks for an operator, and auth.operator has no credentials; ' +
        'set STORMFOLD_OPERATOR_TOKENS',
    ],
    [
      'STORMFOLD_MEMORY',
      '1m',
      'memory (STORMFOLD_MEMORY): 1m is shorter than the window (5m), so that an episode would be forgotten ' +
        'while its storm is open; make it 5m or more',
    ],
    [
      'STORMFOLD_BODY_LIMIT',
      '200mb',
      'limits.bodyInFlight: 128mb is less than limits.body (200mb), so that the longest body would never be ' +
        'taken; raise STORMFOLD_BODY_IN_FLIGHT',
    ],
  ])('%s=%s', (variable, text, fault) => {
    expect(envFaults({ [variable]: text })).toEqual([fault]);
  });
});

describe('an unknown variable', () => {
  it.each([
    ['STORMFOLD_WINDW', 'STORMFOLD_WINDW: unknown variable; did you mean `STORMFOLD_WINDOW`?'],
    ['STORMFOLD_REDIS_URL', 'STORMFOLD_REDIS_URL: unknown variable; did you mean `REDIS_URL`?'],
    ['STORMFOLD_LOG_LEVEL', 'STORMFOLD_LOG_LEVEL: unknown variable; did you mean `LOG_LEVEL`?'],
    [
      'STORMFOLD_WEBHOOK_TOKEN',
      'STORMFOLD_WEBHOOK_TOKEN: unknown variable; did you mean `STORMFOLD_WEBHOOK_TOKENS`?',
    ],
    ['STORMFOLD_PORT', 'STORMFOLD_PORT: unknown variable'],
  ])('%s', (variable, fault) => {
    expect(envFaults({ [variable]: '8080' })).toEqual([fault]);
  });

  it('is none of ours', () => {
    expect(envFaults({ PATH: '/bin', STORMFOLDER: '1', STORMFOLD_UNSET: '' })).toEqual([]);
  });

  it('is not one that Kubernetes makes of a service called stormfold', () => {
    const env = {
      STORMFOLD_SERVICE_HOST: '10.0.0.1',
      STORMFOLD_SERVICE_PORT: '80',
      STORMFOLD_SERVICE_PORT_HTTP: '80',
      STORMFOLD_PORT: 'tcp://10.0.0.1:80',
      STORMFOLD_PORT_80_TCP: 'tcp://10.0.0.1:80',
      STORMFOLD_PORT_80_TCP_PROTO: 'tcp',
      STORMFOLD_PORT_80_TCP_ADDR: '10.0.0.1',
      STORMFOLD_REDIS_SERVICE_HOST: '10.0.0.2',
      STORMFOLD_REDIS_PORT: 'tcp://10.0.0.2:6379',
    };
    expect(envFaults(env)).toEqual([]);
  });
});
