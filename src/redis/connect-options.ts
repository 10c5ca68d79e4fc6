import { readFileSync } from 'node:fs';

import type { Cluster, ClusterNode, RedisOptions } from 'ioredis';

import { readPassword } from '../config/redis-files.ts';
import { type RedisAddress, redisAddresses } from '../config/redis-url.ts';
import type { Config } from '../config.ts';
import { QuietSentinelConnector } from './sentinel-connector.ts';

/**
 * `answering`: for what somebody waits for (HTTP, the command line). Fails at once while Redis is away, and never sends
 * a command late. `working`: for workers, which wait for ever.
 */
export type ConnectionUse = 'answering' | 'working';

/** Where Redis is, as far as the configuration says it. */
export type RedisPlace = Pick<Config, 'redisUrl' | 'redis'>;

const perUse = {
  answering: { maxRetriesPerRequest: 0, commandTimeout: 10_000 },
  working: { maxRetriesPerRequest: null },
} satisfies Readonly<Record<ConnectionUse, RedisOptions>>;

/** A host that is gone answers nothing at all: the next sentinel is asked after this. */
const sentinelWaitMs = 3000;

/** A node that is gone answers nothing at all. */
const nodeConnectMs = 2000;

/**
 * A master whose machine is gone closes nothing, and says nothing of who has its slots now: the others are asked that often.
 * Each time a connection asks one of them, which costs it next to nothing.
 */
const slotsAgainMs = 5000;

/** Options of a connection to one Redis, or by sentinels to the master of the moment. Throws when a file can't be read. */
export function redisOptions(place: RedisPlace, use: ConnectionUse): RedisOptions {
  const addresses = redisAddresses(place.redisUrl);
  const database = addresses.find((each) => each.database !== undefined)?.database;
  const common: RedisOptions = {
    ...commonOptions(place, use),
    ...(database !== undefined && { db: database }),
    enableOfflineQueue: use === 'working',
    retryStrategy: backoffMs,
    // A master that was demoted, and heard of it before this connection did: another one is the master now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  if (place.redis.mode === 'sentinel') return { ...common, ...sentinelOptions(place) };
  const { host, port = 6379, options } = firstOf(addresses);
  return { ...common, host, port, ...optionsIn(options) };
}

function sentinelOptions({ redisUrl, redis: { sentinel, tls } }: RedisPlace): RedisOptions {
  const addresses = redisAddresses(redisUrl);
  const { passwordFile, master = 'mymaster' } = sentinel;
  return {
    Connector: QuietSentinelConnector,
    sentinels: addresses.map(({ host, port = 26_379 }) => ({ host, port })),
    name: master,
    ...(passwordFile !== undefined && { sentinelPassword: readPassword(passwordFile) }),
    ...(firstOf(addresses).tls && { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
    sentinelRetryStrategy: backoffMs,
    // Also of the sentinels' own connections.
    connectTimeout: sentinelWaitMs,
    sentinelCommandTimeout: sentinelWaitMs,
    // A master whose machine is gone closes nothing: what waits for its answer is told by the sentinels.
    failoverDetector: true,
  };
}

type ClusterPlace = [ClusterNode[], NonNullable<ConstructorParameters<typeof Cluster<'legacy'>>[1]>];

/** Where a cluster's nodes are to be asked for, and options of a connection to all of them. */
export function clusterOptions(place: RedisPlace, use: ConnectionUse): ClusterPlace {
  const addresses = redisAddresses(place.redisUrl);
  const nodes = addresses.map(({ host, port = 6379 }) => ({ host, port }));
  return [
    nodes,
    {
      redisOptions: {
        ...commonOptions(place, use),
        // What waits for the connection to one node is sent, or fails, while somebody waits for it.
        ...(use === 'answering' && { connectTimeout: nodeConnectMs }),
      },
      clusterRetryStrategy: backoffMs,
      slotsRefreshInterval: slotsAgainMs,
      // By default what was under way when a node went is sent again, although it may have been carried out: a
      // notification would be counted twice, and its jobs, done meanwhile, would be there once more.
      ...(use === 'answering' && { retryDelayOnFailover: 0 }),
      // Of the tries to reach a partition's master, a tenth of a second apart; by default it is 16 of them.
      ...(use === 'working' && { maxRedirections: Number.MAX_SAFE_INTEGER, retryDelayOnMoved: 20 }),
      // A name is what the node's certificate is held against, an address is not.
      ...(firstOf(addresses).tls && { dnsLookup: (host, done) => done(null, host) }),
    },
  ];
}

function commonOptions({ redisUrl, redis: { passwordFile, tls } }: RedisPlace, use: ConnectionUse) {
  const addresses = redisAddresses(redisUrl);
  const user = addresses.find(({ user: name, password }) => name !== '' || password !== '');
  const password = passwordFile === undefined ? user?.password : readPassword(passwordFile);
  return {
    ...perUse[use],
    connectionName: `stormfold-${use}`,
    // One right less to be given: older servers don't even know its name.
    disableClientInfo: true,
    ...(user?.user && { username: user.user }),
    ...(password && { password }),
    ...(firstOf(addresses).tls && { tls: tlsOptions(tls) }),
  } satisfies RedisOptions;
}

function tlsOptions({ caFile, certFile, keyFile }: Config['redis']['tls']) {
  return {
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    ...(certFile !== undefined && { cert: readFileSync(certFile) }),
    ...(keyFile !== undefined && { key: readFileSync(keyFile) }),
  };
}

/** What stood behind the URL's `?` has always been told to the client as it is. */
function optionsIn(options: RedisAddress['options']): RedisOptions {
  return Object.fromEntries(
    options.map(([name, value]) => [name, name === 'family' ? Number(value) : value]),
  );
}

function firstOf(addresses: readonly RedisAddress[]): RedisAddress {
  const [first] = addresses;
  if (!first) throw new RangeError('no URL of Redis');
  return first;
}

function backoffMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 5), 1000);
}
