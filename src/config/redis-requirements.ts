import { passwordFileProblem, tlsFileProblem } from './redis-files.ts';
import { type RedisAddress, redisAddresses } from './redis-url.ts';
import type { Config } from './types.ts';

type Problems = (config: Config) => readonly string[];

const tlsFiles = ['caFile', 'certFile', 'keyFile'] as const;

/** What the settings of Redis must be together. */
export const redisRequirements = [
  { path: 'redisUrl', reads: ['redisUrl', 'redis.mode'], problems: urlProblems },
  {
    path: 'redis.passwordFile',
    reads: ['redis.passwordFile', 'redisUrl'],
    problems: ({ redis: { passwordFile }, redisUrl }: Config) =>
      passwordFile === undefined ? [] : passwordProblems(passwordFile, redisUrl),
  },
  ...(['master', 'passwordFile'] as const).map((part) => ({
    path: `redis.sentinel.${part}`,
    reads: [`redis.sentinel.${part}`, 'redis.mode'],
    problems: sentinelProblems(part),
  })),
  ...tlsFiles.map((which) => ({
    path: `redis.tls.${which}`,
    reads: ['redis.tls', 'redisUrl'],
    problems: tlsProblems(which),
  })),
];

function urlProblems({ redisUrl, redis: { mode } }: Config): readonly string[] {
  const addresses = redisAddresses(redisUrl);
  const databases = new Set(addresses.flatMap(({ database }) => database ?? []));
  const problems: readonly (readonly [boolean, string])[] = [
    [
      mode === 'standalone' && addresses.length > 1,
      `names ${addresses.length} servers, and redis.mode is standalone; set STORMFOLD_REDIS_MODE to sentinel or cluster`,
    ],
    [new Set(addresses.map(({ tls }) => tls)).size > 1, 'is rediss:// for some of its servers, not for all'],
    [usersIn(addresses).size > 1, 'has several users or passwords, and Redis is reached with one'],
    [databases.size > 1, 'has several database numbers'],
    [
      mode === 'cluster' && [...databases].some((database) => database > 0),
      'has a database number, and a cluster has database 0 alone; tell instances apart by STORMFOLD_PREFIX',
    ],
    [
      mode !== 'standalone' && addresses.some(({ options }) => options.length > 0),
      'has options behind its `?`, which only a standalone Redis is reached with',
    ],
  ];
  return problems.flatMap(([is, problem]) => (is ? [problem] : []));
}

/** An address without one is reached as the others are. */
function usersIn(addresses: readonly RedisAddress[]): ReadonlySet<string> {
  const told = addresses.filter(({ user, password }) => user !== '' || password !== '');
  return new Set(told.map(({ user, password }) => JSON.stringify([user, password])));
}

function passwordProblems(file: string, redisUrl: string): readonly string[] {
  const inUrl = redisAddresses(redisUrl).some(({ password }) => password !== '');
  const problem = passwordFileProblem(file);
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(inUrl ? ['there is a password in redisUrl too; keep one of them'] : []),
  ];
}

function sentinelProblems(part: 'master' | 'passwordFile'): Problems {
  return ({ redis: { mode, sentinel } }) => {
    const value = sentinel[part];
    if (value === undefined) return [];
    if (mode !== 'sentinel') return [`is for sentinels, and redis.mode is ${mode}`];
    const problem = part === 'passwordFile' ? passwordFileProblem(value) : undefined;
    return problem === undefined ? [] : [problem];
  };
}

function tlsProblems(which: (typeof tlsFiles)[number]): Problems {
  return ({ redis: { tls }, redisUrl }) => {
    if (tls[which] === undefined) return [];
    if (!redisAddresses(redisUrl).every((each) => each.tls))
      return ['is for TLS, and redisUrl is redis://; write rediss://'];
    if (which === 'certFile' && tls.keyFile === undefined)
      return ['needs its key; set STORMFOLD_REDIS_TLS_KEY_FILE'];
    if (which === 'keyFile' && tls.certFile === undefined)
      return ['needs its certificate; set STORMFOLD_REDIS_TLS_CERT_FILE'];
    const problem = tlsFileProblem(which, tls);
    return problem === undefined ? [] : [problem];
  };
}
