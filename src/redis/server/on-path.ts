import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { programRedis } from './program.ts';
import type { Way } from './server.ts';

export const serverPrograms = ['redis-server', 'valkey-server'] as const;

/** The first of `names` that stands on the PATH and may be run. */
export async function programOnPath(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return firstExecutable(names.flatMap((name) => folders.map((folder) => join(folder, name))));
}

export async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export const onPath: Way = {
  name: 'the PATH',
  async find() {
    const program = await programOnPath(serverPrograms);
    return program === undefined ? undefined : programRedis({ path: program, how: program });
  },
};
