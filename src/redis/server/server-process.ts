import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

import { leavesAlive } from './server.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Where all that it prints goes. */
  readonly log: string;
}

/** A server in the background. It does not keep this process alive. */
export interface ServerProcess {
  readonly pid: number;
  /** Aborted when the process has ended. */
  readonly ended: AbortSignal;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Asks it to end, and makes it after a while. */
  end(): Promise<void>;
}

const stopMs = 5_000;

/** In a session of its own: Ctrl-C must not take Redis away from those who still have something to finish. */
export async function spawnServer(command: Command): Promise<ServerProcess> {
  const log = await open(command.log, 'a');
  const child = spawn(command.program, command.args, {
    stdio: ['ignore', log.fd, log.fd],
    env: command.env,
    cwd: command.cwd,
    detached: true,
  });
  const ended = endOf(child);
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  child.unref();
  return {
    pid: child.pid ?? 0,
    ended,
    kill: async (signal) => kill(child, signal),
    end: async () => end(child),
  };
}

function endOf(child: ChildProcess): AbortSignal {
  const controller = new AbortController();
  child.once('exit', () => controller.abort(new Error('it ended')));
  return controller.signal;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  child.kill(signal);
  if (leavesAlive(signal)) return;
  child.ref();
  await once(child, 'exit');
}

async function end(child: ChildProcess): Promise<void> {
  // one that was stopped with SIGSTOP, or that is deep in a script, does not hear the first
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await kill(child, 'SIGTERM');
  clearTimeout(impatience);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
