import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config.ts';
import { readPassword } from '../../src/config/redis-files.ts';
import { redactRedisUrl, redisAddresses, redisUrlProblem } from '../../src/config/redis-url.ts';
import { Certificates } from '../support/certificates.ts';
import { envFaults, faultsOf, withFiles } from './load.ts';

const several = 'redis://a,redis://b:26380,redis://c';
const sentinels = { REDIS_URL: several, STORMFOLD_REDIS_MODE: 'sentinel' };
const tls = { REDIS_URL: 'rediss://redis' };

describe('several URLs', () => {
  it('are taken apart, and a comma in a password is none between two', () => {
    expect(redisAddresses('rediss://u:a,b%40@[::1]:1/3?family=6 , rediss://c')).toEqual([
      {
        ...{ tls: true, host: '::1', port: 1, user: 'u', password: 'a,b@', database: 3 },
        options: [['family', '6']],
      },
      {
        ...{ tls: true, host: 'c', port: undefined, user: '', password: '', database: undefined },
        options: [],
      },
    ]);
  });

  it('are shown without a secret, and told of by their place', () => {
    expect(redactRedisUrl('redis://u:p@a:1,redis://:p@b/2')).toBe('redis://***@a:1, redis://***@b/2');
    expect(redisUrlProblem('redis://a,redis://b/x')).toMatch(/^entry 2 has text where/);
    expect(redisUrlProblem('redis://a:1,b:2')).toMatch(/^is not a URL such as/);
  });
});

describe('settings of Redis that do not go together', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'several servers without a mode',
      { REDIS_URL: several },
      [
        'redisUrl (REDIS_URL): names 3 servers, and redis.mode is standalone; set STORMFOLD_REDIS_MODE to sentinel or cluster',
      ],
    ],
    [
      'TLS for some',
      { ...sentinels, REDIS_URL: 'redis://a,rediss://b' },
      ['redisUrl (REDIS_URL): is rediss:// for some of its servers, not for all'],
    ],
    [
      'two users',
      { ...sentinels, REDIS_URL: 'redis://u:p@a,redis://b,redis://v:p@c' },
      ['redisUrl (REDIS_URL): has several users or passwords, and Redis is reached with one'],
    ],
    [
      'two databases',
      { ...sentinels, REDIS_URL: 'redis://a/1,redis://b/2' },
      ['redisUrl (REDIS_URL): has several database numbers'],
    ],
    [
      'a database of a cluster',
      { REDIS_URL: 'redis://a/0,redis://b/2', STORMFOLD_REDIS_MODE: 'cluster' },
      [
        'redisUrl (REDIS_URL): has several database numbers',
        'redisUrl (REDIS_URL): has a database number, and a cluster has database 0 alone; tell instances apart by STORMFOLD_PREFIX',
      ],
    ],
    [
      'options for sentinels',
      { ...sentinels, REDIS_URL: 'redis://a?family=6' },
      ['redisUrl (REDIS_URL): has options behind its `?`, which only a standalone Redis is reached with'],
    ],
    [
      'a master without sentinels',
      { STORMFOLD_REDIS_SENTINEL_MASTER: 'm' },
      [
        'redis.sentinel.master (STORMFOLD_REDIS_SENTINEL_MASTER): is for sentinels, and redis.mode is standalone',
      ],
    ],
    [
      'a password of sentinels in a cluster',
      { STORMFOLD_REDIS_MODE: 'cluster', STORMFOLD_REDIS_SENTINEL_PASSWORD_FILE: 'x' },
      [
        'redis.sentinel.passwordFile (STORMFOLD_REDIS_SENTINEL_PASSWORD_FILE): is for sentinels, and redis.mode is cluster',
      ],
    ],
    [
      'an authority without TLS',
      { STORMFOLD_REDIS_TLS_CA_FILE: 'ca' },
      [
        'redis.tls.caFile (STORMFOLD_REDIS_TLS_CA_FILE): is for TLS, and redisUrl is redis://; write rediss://',
      ],
    ],
    [
      'a certificate without its key',
      { ...tls, STORMFOLD_REDIS_TLS_CERT_FILE: 'cert' },
      ['redis.tls.certFile (STORMFOLD_REDIS_TLS_CERT_FILE): needs its key; set STORMFOLD_REDIS_TLS_KEY_FILE'],
    ],
    [
      'a key without its certificate',
      { ...tls, STORMFOLD_REDIS_TLS_KEY_FILE: 'key' },
      [
        'redis.tls.keyFile (STORMFOLD_REDIS_TLS_KEY_FILE): needs its certificate; set STORMFOLD_REDIS_TLS_CERT_FILE',
      ],
    ],
  ])('%s', (_, env, faults) => {
    expect(envFaults(env)).toEqual(faults);
  });

  it('are told from those that do', () => {
    const env = { ...sentinels, REDIS_URL: 'redis://u:p@a/1,redis://b,redis://u:p@c' };
    expect(loadConfig({ env }).redis.mode).toBe('sentinel');
  });
});

describe('files of Redis', () => {
  const passwords = (content: string, url = 'redis://redis') =>
    withFiles({ password: content }, (cwd) =>
      faultsOf(() => loadConfig({ env: { REDIS_URL: url, STORMFOLD_REDIS_PASSWORD_FILE: 'password' }, cwd })),
    );
  const at = 'redis.passwordFile (STORMFOLD_REDIS_PASSWORD_FILE)';

  it('hold a password', () => {
    expect(passwords('p w\n')).toEqual([]);
    withFiles({ password: 'p w\r\n' }, (cwd) => expect(readPassword(join(cwd, 'password'))).toBe('p w'));
    expect(passwords('\n')).toEqual([`${at}: the file holds no password`]);
    expect(passwords('a\nb\n')).toEqual([`${at}: the file holds more than one line`]);
    expect(passwords('a', 'redis://:b@redis')).toEqual([
      `${at}: there is a password in redisUrl too; keep one of them`,
    ]);
    expect(envFaults({ STORMFOLD_REDIS_PASSWORD_FILE: '/nowhere' })).toEqual([
      `${at}: there is no such file; it takes the path of a file, not a password`,
    ]);
  });

  it('hold certificates, and the key of the right one', () => {
    withFiles({ text: 'text' }, (cwd) => {
      for (const name of ['one', 'two']) new Certificates(cwd).authority(name);
      const faults = (ca: string, cert: string, key: string) =>
        faultsOf(() =>
          loadConfig({
            cwd,
            env: {
              ...{ ...tls, STORMFOLD_REDIS_TLS_CA_FILE: ca },
              ...{ STORMFOLD_REDIS_TLS_CERT_FILE: cert, STORMFOLD_REDIS_TLS_KEY_FILE: key },
            },
          }),
        );
      expect(faults('two.crt', 'one.crt', 'one.key')).toEqual([]);
      expect(faults('two.crt', 'one.crt', 'two.key')).toEqual([
        'redis.tls.keyFile (STORMFOLD_REDIS_TLS_KEY_FILE): is the key of another certificate than `redis.tls.certFile`',
      ]);
      expect(faults('text', 'nowhere', 'text')).toEqual([
        'redis.tls.caFile (STORMFOLD_REDIS_TLS_CA_FILE): the file holds no certificate in PEM that can be read',
        'redis.tls.certFile (STORMFOLD_REDIS_TLS_CERT_FILE): there is no such file',
        'redis.tls.keyFile (STORMFOLD_REDIS_TLS_KEY_FILE): the file holds no key in PEM that can be read',
      ]);
    });
  });
});
