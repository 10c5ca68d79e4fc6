import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { clusterOptions, redisOptions } from '../../src/redis/connect-options.ts';
import { withFiles } from '../config/load.ts';

type Env = Record<string, string>;

const one = (env: Env, use: 'answering' | 'working' = 'answering') => redisOptions(loadConfig({ env }), use);

describe('a connection to one Redis', () => {
  it('has the address, the user and the database of the URL', () => {
    expect(one({ REDIS_URL: 'redis://u:p%40@redis:1/2?family=6' })).toMatchObject({
      ...{ host: 'redis', port: 1, username: 'u', password: 'p@', db: 2, family: 6 },
      connectionName: 'stormfold-answering',
    });
    expect(one({ REDIS_URL: 'redis://[::1]' })).toMatchObject({ host: '::1', port: 6379 });
    expect(one({ REDIS_URL: 'redis://redis' })).not.toHaveProperty('password');
  });

  it('fails at once for whom somebody waits for, and waits for ever for workers', () => {
    expect(one({})).toMatchObject({
      ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 10_000 },
    });
    expect(one({}, 'working')).toMatchObject({ enableOfflineQueue: true, maxRetriesPerRequest: null });
    expect(one({}, 'working')).not.toHaveProperty('commandTimeout');
  });

  it('is made anew when its master has become a replica', () => {
    const { reconnectOnError } = one({});
    expect(reconnectOnError?.(new Error("READONLY You can't write against a read only replica."))).toBe(true);
    expect(reconnectOnError?.(new Error('OOM command not allowed'))).toBe(false);
  });

  it('shows what the files hold', () => {
    withFiles({ password: 'secret\n' }, (cwd) => {
      const env = { REDIS_URL: 'redis://u@redis', STORMFOLD_REDIS_PASSWORD_FILE: 'password' };
      const options = redisOptions(loadConfig({ env, cwd }), 'working');
      expect(options).toMatchObject({ username: 'u', password: 'secret' });
    });
    expect(one({ REDIS_URL: 'rediss://redis' })).toMatchObject({ tls: {} });
    expect(one({ REDIS_URL: 'redis://redis' })).not.toHaveProperty('tls');
  });
});

describe('a connection by sentinels', () => {
  const env = { REDIS_URL: 'redis://s-1,redis://u:p@s-2:1/3', STORMFOLD_REDIS_MODE: 'sentinel' };

  it('asks all of them, and shows the master the user', () => {
    expect(one(env)).toMatchObject({
      sentinels: [
        { host: 's-1', port: 26_379 },
        { host: 's-2', port: 1 },
      ],
      ...{ name: 'mymaster', username: 'u', password: 'p', db: 3 },
      ...{ enableOfflineQueue: false, failoverDetector: true },
    });
    expect(one(env)).not.toHaveProperty('sentinelPassword');
    expect(one(env)).not.toHaveProperty('host');
  });

  it('has TLS for both, and their own password', () => {
    withFiles({ password: 'theirs' }, (cwd) => {
      const more = { REDIS_URL: 'rediss://s', STORMFOLD_REDIS_SENTINEL_PASSWORD_FILE: 'password' };
      const config = loadConfig({ env: { ...env, ...more, STORMFOLD_REDIS_SENTINEL_MASTER: 'm' }, cwd });
      expect(redisOptions(config, 'working')).toMatchObject({
        ...{ name: 'm', sentinelPassword: 'theirs', tls: {}, sentinelTLS: {} },
        enableTLSForSentinelMode: true,
      });
    });
  });
});

describe('a connection to a cluster', () => {
  const env = { REDIS_URL: 'redis://u:p@a,redis://b:1', STORMFOLD_REDIS_MODE: 'cluster' };

  it('asks any of its nodes, as the same user', () => {
    const [nodes, options] = clusterOptions(loadConfig({ env }), 'answering');
    expect(nodes).toEqual([
      { host: 'a', port: 6379 },
      { host: 'b', port: 1 },
    ]);
    expect(options).toMatchObject({
      retryDelayOnFailover: 0,
      redisOptions: { username: 'u', password: 'p', maxRetriesPerRequest: 0, commandTimeout: 10_000 },
    });
    expect(options).not.toHaveProperty('dnsLookup');
  });

  it('holds a certificate against names, not against what they resolve to', () => {
    const [, { dnsLookup }] = clusterOptions(
      loadConfig({ env: { ...env, REDIS_URL: 'rediss://a' } }),
      'working',
    );
    const found: unknown[] = [];
    dnsLookup?.('a.example', (...answer) => void found.push(answer));
    expect(found).toEqual([[null, 'a.example']]);
  });
});
