/** Where a line for the person goes: what is about to be installed or pulled, and why a way did not work. */
export type Say = (line: string) => void;

/** A Redis server that answers. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Absent where the process is not ours to see: in a container, or behind REDIS_URL. */
  readonly pid?: number;
  /** How it came to be here, in words; never a password. */
  readonly how: string;
  /** Ends it and removes its temporary folder. May be called again. Does nothing to a server that was only named. */
  stop(): Promise<void>;
  /** Sends a signal; after one that ends it, resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface ServerOptions {
  /** Where its data lives, kept after `stop`. Default: a temporary folder, removed by `stop`. */
  readonly dir?: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** Added to those that it gets anyway; the last of an option counts. */
  readonly args?: readonly string[];
}

/** A server that could be started. */
export interface FoundRedis {
  readonly how: string;
  start(options: ServerOptions): Promise<RedisServer>;
}

/** One way to come by a Redis. Resolves to undefined where that way does not lead anywhere; throws when it broke. */
export interface Way {
  readonly name: string;
  find(say: Say): Promise<FoundRedis | undefined>;
}

/**
 * What Stormfold asks of a Redis that is its own. `hz`: delayed jobs are late by it. `noeviction`: nothing that was not
 * submitted may vanish. Lazy expiry: a remembered storm is large, and its end must not hold others up.
 */
export const ownArgs: readonly string[] = [
  ...['--maxmemory-policy', 'noeviction'],
  ...['--appendonly', 'yes'],
  ...['--save', ''],
  ...['--hz', '100'],
  ...['--lazyfree-lazy-expire', 'yes'],
];

/** Signals after which a Redis goes on. */
export function leavesAlive(signal: NodeJS.Signals): boolean {
  return signal === 'SIGSTOP' || signal === 'SIGCONT';
}
