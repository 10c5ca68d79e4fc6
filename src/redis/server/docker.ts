import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

import { StormfoldError, messageOf } from '../../errors.ts';
import { untilAnswers } from './answers.ts';
import { run, tryRun } from './run.ts';
import { type FoundRedis, type ServerOptions, type Way, leavesAlive, ownArgs } from './server.ts';
import { watchdog } from './watchdog.ts';

export const redisImage = 'redis:8-alpine';
const patienceMs = 30_000;
const probeMs = 10_000;

/** A container, where an engine runs and has the image or can pull it. */
export const docker: Way = {
  name: 'Docker',
  async find(say) {
    if ((await tryRun('docker', ['info'], { timeoutMs: probeMs })) === undefined) return undefined;
    if ((await tryRun('docker', ['image', 'inspect', redisImage])) === undefined) {
      say(`Pulling the Docker image ${redisImage}, because no redis-server is on the PATH.`);
      await run('docker', ['pull', '--quiet', redisImage]);
    }
    return container;
  },
};

const container: FoundRedis = {
  how: `Docker, ${redisImage}`,
  async start(options) {
    if (options.dir !== undefined) await mkdir(options.dir, { recursive: true });
    const id = (await run('docker', createArgs(options))).trim();
    const guard = watchdog('docker rm --force --volumes "$1"', [id]);
    const remove = async (): Promise<void> => {
      await tryRun('docker', ['rm', '--force', '--volumes', id]);
      guard.dismiss();
    };
    try {
      await run('docker', ['start', id]);
      const { url, port } = await whereItAnswers(id);
      return { url, port, how: container.how, stop: remove, kill: async (signal) => kill(id, signal) };
    } catch (cause) {
      const words = await tryRun('docker', ['logs', '--tail', '2', id]);
      await remove();
      throw new StormfoldError(`${redisImage} did not start: ${words?.trim() || messageOf(cause)}`, {
        cause,
      });
    }
  },
};

/** Published on loopback only. In a folder of the caller's, the files must become the caller's too. */
function createArgs({ dir, port, args = [] }: ServerOptions): readonly string[] {
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const data =
    dir === undefined ? ['--volume', '/data'] : ['--volume', `${resolve(dir)}:/data`, '--user', user];
  return [
    ...['create', '--publish', `127.0.0.1:${port ?? ''}:6379`, ...data, redisImage],
    ...serverCommand(['--dir', '/data', ...args]),
  ];
}

/** What runs in the container, to be reached from outside of it. */
export function serverCommand(args: readonly string[]): readonly string[] {
  return [
    ...['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--port', '6379'],
    ...ownArgs,
    ...args,
  ];
}

async function whereItAnswers(id: string): Promise<{ url: string; port: number }> {
  const published = await run('docker', ['port', id, '6379/tcp']);
  const port = Number(/:(\d+)\s*$/m.exec(published)?.[1]);
  const url = `redis://127.0.0.1:${port}`;
  await untilAnswers(url, patienceMs);
  return { url, port };
}

async function kill(id: string, signal: NodeJS.Signals): Promise<void> {
  await run('docker', ['kill', '--signal', signal, id]);
  if (!leavesAlive(signal)) await run('docker', ['wait', id]);
}
