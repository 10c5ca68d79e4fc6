import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

import { untilAnswers } from './answers.ts';
import { run, tryRun } from './run.ts';
import {
  type FoundRedis,
  type RedisServer,
  type ServerOptions,
  type Way,
  argsOf,
  leavesAlive,
} from './server.ts';
import { watchdog } from './watchdog.ts';

const image = 'redis:8-alpine';
const patienceMs = 30_000;
const probeMs = 10_000;

/** A container, where an engine runs and has the image or can pull it. */
export const docker: Way = {
  name: 'Docker',
  async find(say) {
    if ((await tryRun('docker', ['info'], { timeoutMs: probeMs })) === undefined) return undefined;
    if ((await tryRun('docker', ['image', 'inspect', image])) === undefined) {
      say(`Pulling the Docker image ${image}, because no redis-server is on the PATH.`);
      await run('docker', ['pull', '--quiet', image]);
    }
    return container;
  },
};

const container: FoundRedis = {
  how: `Docker, ${image}`,
  async start(options) {
    if (options.dir !== undefined) await mkdir(options.dir, { recursive: true });
    const id = (await run('docker', runArgs(options))).trim();
    const guard = watchdog('docker rm --force --volumes "$1"', [id]);
    const remove = async (): Promise<void> => {
      guard.dismiss();
      await tryRun('docker', ['rm', '--force', '--volumes', id]);
    };
    try {
      return await whenItAnswers(id, remove);
    } catch (error) {
      await remove();
      throw error;
    }
  },
};

/** Published on loopback only. With a folder of the caller's, its files must become the caller's too. */
function runArgs(options: ServerOptions): readonly string[] {
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const data = options.dir === undefined ? [] : ['--volume', `${resolve(options.dir)}:/data`, '--user', user];
  return [
    ...['run', '--detach', '--rm', '--publish', `127.0.0.1:${options.port ?? ''}:6379`, ...data],
    ...[
      image,
      'redis-server',
      '--port',
      '6379',
      '--dir',
      '/data',
      '--protected-mode',
      'no',
      '--bind',
      '0.0.0.0',
    ],
    ...argsOf(options),
  ];
}

async function whenItAnswers(id: string, remove: () => Promise<void>): Promise<RedisServer> {
  const published = await run('docker', ['port', id, '6379/tcp']);
  const port = Number(/:(\d+)\s*$/m.exec(published)?.[1]);
  const url = `redis://127.0.0.1:${port}`;
  await untilAnswers(url, patienceMs);
  return { url, port, how: container.how, stop: remove, kill: async (signal) => kill(id, signal) };
}

async function kill(id: string, signal: NodeJS.Signals): Promise<void> {
  // asked before: a container that has ended is removed at once, and can no longer be waited for
  const ended = leavesAlive(signal) ? undefined : tryRun('docker', ['wait', id]);
  await run('docker', ['kill', '--signal', signal, id]);
  await ended;
}
