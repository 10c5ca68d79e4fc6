import { duration, filePath, matching, oneOf, optional, redisUrl, wholeNumber } from './kinds.ts';
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
  redisWaitReplicas: setting('redis.waitReplicas', 'STORMFOLD_REDIS_WAIT_REPLICAS', wholeNumber(0, 16), 0, {
    controls:
      'replicas that must have an alert before it is answered 202, and the end of a storm before its resource is written; else 503, and later',
    raiseWhen: 'a failover may lose nothing; see docs/redis.md for what it can lose all the same',
    lowerWhen: 'alerts are to be taken while replicas are away',
  }),
  redisWaitTimeoutMs: setting('redis.waitTimeout', 'STORMFOLD_REDIS_WAIT_TIMEOUT', duration(1, 5000), 1000, {
    controls: 'how long replicas have for that',
    raiseWhen: 'intake answers 503 while replicas are well',
    lowerWhen: 'senders should hear sooner that replicas are away',
  }),
};
