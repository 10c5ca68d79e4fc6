import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { StormfoldError, messageOf } from '../../errors.ts';
import { untilAnswers } from './answers.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, spawnServer } from './server-process.ts';
import { type FoundRedis, type RedisServer, type ServerOptions, ownArgs } from './server.ts';
import { watchdog } from './watchdog.ts';

/** A redis-server on this machine. */
export interface Program {
  readonly path: string;
  readonly how: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Where one server keeps what; `temporary` is removed with it. */
interface Place {
  readonly dir: string;
  readonly temporary: boolean;
}

const patienceMs = 30_000;
const tries = 5;

export function programRedis(program: Program): FoundRedis {
  return { how: program.how, start: async (options) => startProgram(program, options) };
}

async function startProgram(program: Program, options: ServerOptions): Promise<RedisServer> {
  for (let left = tries - 1; ; left--) {
    const port = options.port ?? (await freePort());
    try {
      return await startOn(program, port, options);
    } catch (error) {
      // Most likely somebody took the port in between: another one may do. A port that was asked for has no other.
      if (left === 0 || options.port !== undefined || !(error instanceof NotOnThisPort)) throw error;
    }
  }
}

class NotOnThisPort extends StormfoldError {}

async function startOn(program: Program, port: number, options: ServerOptions): Promise<RedisServer> {
  const place = await placeFor(options.dir);
  try {
    const server = await spawnServer({
      program: program.path,
      args: [
        '--bind',
        '127.0.0.1',
        '--port',
        String(port),
        '--dir',
        place.dir,
        ...ownArgs,
        ...(options.args ?? []),
      ],
      env: program.env ?? process.env,
      cwd: place.dir,
      log: logIn(place),
    });
    cleanUpAfterUs(server, place);
    return await whenItAnswers(server, place, port, program.how);
  } catch (error) {
    await tidy(place);
    throw error;
  }
}

async function whenItAnswers(
  server: ServerProcess,
  place: Place,
  port: number,
  how: string,
): Promise<RedisServer> {
  const url = `redis://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await server.end();
    await tidy(place);
  };
  try {
    const info = await untilAnswers(url, patienceMs, server.ended);
    // whoever has the port already answers in the place of ours, which is about to fail
    if (!info.includes(`process_id:${server.pid}\r\n`)) throw new NotOnThisPort('another Redis has the port');
  } catch (cause) {
    const notHere = server.ended.aborted || cause instanceof NotOnThisPort;
    await server.end();
    if (!notHere) throw cause;
    throw new NotOnThisPort(
      `${how} did not start on port ${port}: ${(await lastWords(place)) || messageOf(cause)}`,
      { cause },
    );
  }
  return { url, port, pid: server.pid, how, stop, kill: async (signal) => server.kill(signal) };
}

/** If this process ends before it could stop the server. */
function cleanUpAfterUs(server: ServerProcess, place: Place): void {
  const guard = watchdog('kill -9 "$1"; if [ -n "$2" ]; then rm -rf "$2"; fi', [
    String(server.pid),
    place.temporary ? place.dir : '',
  ]);
  server.ended.addEventListener('abort', () => guard.dismiss(), { once: true });
}

async function placeFor(dir: string | undefined): Promise<Place> {
  if (dir === undefined) return { dir: await mkdtemp(join(tmpdir(), 'stormfold-redis-')), temporary: true };
  await mkdir(dir, { recursive: true });
  return { dir, temporary: false };
}

async function tidy(place: Place): Promise<void> {
  if (place.temporary) await rm(place.dir, { recursive: true, force: true });
}

function logIn(place: Place): string {
  return join(place.dir, 'redis.log');
}

async function lastWords(place: Place): Promise<string> {
  const log = await readFile(logIn(place), 'utf8');
  return log.trim().split('\n').slice(-2).join(' ');
}
