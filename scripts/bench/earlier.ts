import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run, tryRun } from '../../src/redis/server/run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Checkout extends AsyncDisposable {
  readonly folder: string;
}

/**
 * The files of an earlier commit in a folder of their own, with the packages that are installed here. Undefined where this
 * checkout does not have that commit: a shallow clone, or no clone at all.
 */
export async function checkOut(commit: string): Promise<Checkout | undefined> {
  if ((await tryRun('git', ['-C', root, 'cat-file', '-e', commit])) === undefined) return undefined;
  const base = await mkdtemp(join(tmpdir(), 'stormfold-bench-'));
  const [folder, archive] = [join(base, 'earlier'), join(base, 'earlier.tar')];
  await mkdir(folder);
  await run('git', ['-C', root, 'archive', '--output', archive, commit]);
  await run('tar', ['-xf', archive, '-C', folder]);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }) };
}
