import { join } from 'node:path';

import { messageOf } from '../../errors.ts';
import { firstExecutable, programOnPath, serverPrograms } from './on-path.ts';
import { programRedis } from './program.ts';
import { run } from './run.ts';
import type { Way } from './server.ts';

const formulas = ['redis', 'valkey'] as const;

/** Homebrew, on macOS or Linux: this one installs for good, so it comes last. */
export const homebrew: Way = {
  name: 'Homebrew',
  async find(say) {
    if ((await programOnPath(['brew'])) === undefined) return undefined;
    const folder = join((await run('brew', ['--prefix'])).trim(), 'bin');
    const path = (await serverIn(folder)) ?? (await install(folder, say));
    return path === undefined ? undefined : programRedis({ path, how: `Homebrew, ${path}` });
  },
};

async function install(folder: string, say: (line: string) => void): Promise<string | undefined> {
  for (const formula of formulas) {
    say(`Installing ${formula} with Homebrew (brew install ${formula}).`);
    try {
      await run('brew', ['install', '--quiet', formula]);
      return await serverIn(folder);
    } catch (error) {
      say(messageOf(error));
    }
  }
  return undefined;
}

async function serverIn(folder: string): Promise<string | undefined> {
  return firstExecutable(serverPrograms.map((name) => join(folder, name)));
}
