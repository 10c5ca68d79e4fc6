import type { RedisClient } from '../../../src/redis/client.ts';
import { ServerControl, type ServerStart } from './server-control.ts';

/** Where an instance's keys are, in the hands of a test: one Redis, or the masters of a cluster. */
export interface RedisControl {
  /** The settings that lead a process there. */
  readonly env: Readonly<Record<string, string>>;
  /** For looking, wherever a key is: reconnects by itself. */
  readonly client: RedisClient;
  /** Each server that holds keys, or a copy of some. */
  readonly servers: readonly ServerControl[];
  /** Those that answer for the keys now: on these is all that there is, once. */
  holders(): Promise<readonly ServerControl[]>;
  /** Of each master of a cluster, the most keys that it held at once; of one Redis nothing. */
  readonly mostKeys: readonly number[];
  /** Ends all servers in the same moment, and starts them again. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** What must never be, as the servers themselves tell it. */
  faults(): Promise<string[]>;
  stop(): Promise<void>;
}

/** One Redis. */
export async function startSingle(start: ServerStart): Promise<RedisControl> {
  const server = await ServerControl.start(start);
  return {
    env: { REDIS_URL: server.url },
    client: server.client,
    servers: [server],
    holders: async () => [server],
    mostKeys: [],
    restart: (signal) => server.restart(signal),
    faults: async () => [],
    stop: () => server.stop(),
  };
}
