import { type Redis, type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

type Connect = (...args: readonly unknown[]) => Redis;

/**
 * Finds the master by sentinels. The client's own way prints past every log when a sentinel that it listens to is away,
 * again and again: nobody has asked it to tell errors. One sentinel that is away is none, and when all are, the
 * connection itself says so.
 */
export class QuietSentinelConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
    // Private, and the only place where these connections are made. Were it renamed, the sentinel tests would tell.
    const connect = Reflect.get(this, 'connectToSentinel') as Connect;
    const quietly: Connect = (...args) => connect.apply(this, [...args]).on('error', () => undefined);
    Reflect.set(this, 'connectToSentinel', quietly);
  }
}
