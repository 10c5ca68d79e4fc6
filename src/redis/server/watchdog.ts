import { spawn } from 'node:child_process';

/**
 * A shell that runs `script` when this process has ended, however it ended, kill -9 included: it waits for the end of
 * a pipe that only this process holds. In a session of its own, so that Ctrl-C does not reach it. `dismiss` ends it
 * without running the script.
 */
export function watchdog(script: string, args: readonly string[]): { dismiss(): void } {
  const shell = spawn('sh', ['-c', `read -r _; ${script}`, 'sh', ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // without a shell nobody cleans up after a crash; that is no reason not to work
  shell.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return { dismiss: () => void shell.kill('SIGKILL') };
}
