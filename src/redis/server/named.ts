import { untilAnswers } from './answers.ts';
import type { Way } from './server.ts';

const patienceMs = 10_000;

/** A Redis that somebody else runs, at `url`, on a cluster at several: it is used as it is, and never stopped. */
export function named(url: string): Way {
  return {
    name: 'REDIS_URL',
    async find() {
      return {
        how: 'REDIS_URL',
        async start() {
          await untilAnswers(url, patienceMs);
          const [first = url] = url.split(',');
          const port = Number(new URL(first).port || 6379);
          return { url, port, how: 'REDIS_URL', stop: async () => {}, kill: refuseToKill };
        },
      };
    },
  };
}

async function refuseToKill(): Promise<void> {
  throw new Error('a Redis that was only named is not ours to send signals to');
}
