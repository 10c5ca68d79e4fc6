import { filePath, matching, oneOf, optional, redisUrl } from './kinds.ts';
import { setting } from './setting.ts';

const redisModes = ['standalone', 'sentinel', 'cluster'] as const;

const masterName = matching(/^[\w.:-]{1,128}$/, 'the name of a master, as `sentinel monitor` gives it');

/** Where Redis is, and how it is reached. */
export const redisSettings = {
  redisUrl: setting('redisUrl', 'REDIS_URL', redisUrl, 'redis://127.0.0.1:6379', {
    controls:
      'the Redis that holds queues and storms; `rediss://` for TLS, `redis://user:password@host` for ACL users; several sentinels or nodes of a cluster, separated by commas',
  }),
  redisMode: setting('redis.mode', 'STORMFOLD_REDIS_MODE', oneOf(redisModes), 'standalone', {
    controls: `what \`REDIS_URL\` leads to: \`${redisModes.join('`, `')}\`; see docs/redis.md`,
  }),
  redisPasswordFile: setting(
    'redis.passwordFile',
    'STORMFOLD_REDIS_PASSWORD_FILE',
    optional(filePath),
    undefined,
    { controls: 'a file that holds the password, in place of one in `REDIS_URL`; read at the start' },
  ),
  redisSentinelMaster: setting(
    'redis.sentinel.master',
    'STORMFOLD_REDIS_SENTINEL_MASTER',
    optional(masterName),
    undefined,
    {
      fallbackText: "Sentinel's own example, `mymaster`",
      controls: 'the name that the sentinels know the master by',
    },
  ),
  redisSentinelPasswordFile: setting(
    'redis.sentinel.passwordFile',
    'STORMFOLD_REDIS_SENTINEL_PASSWORD_FILE',
    optional(filePath),
    undefined,
    { controls: "a file that holds the sentinels' own password, where they ask for one" },
  ),
  redisTlsCaFile: setting('redis.tls.caFile', 'STORMFOLD_REDIS_TLS_CA_FILE', optional(filePath), undefined, {
    fallbackText: "Node's own",
    controls: "the authorities, in PEM, that Redis' certificate is believed from; with `rediss://`",
  }),
  redisTlsCertFile: setting(
    'redis.tls.certFile',
    'STORMFOLD_REDIS_TLS_CERT_FILE',
    optional(filePath),
    undefined,
    { controls: 'the certificate, in PEM, that Redis is shown when it asks for one' },
  ),
  redisTlsKeyFile: setting(
    'redis.tls.keyFile',
    'STORMFOLD_REDIS_TLS_KEY_FILE',
    optional(filePath),
    undefined,
    { controls: 'the key of that certificate' },
  ),
};
