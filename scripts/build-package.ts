/**
 * Makes `dist`, which the npm package and the image run: Node strips no types under node_modules. It is the tree of the
 * checkout with JavaScript in it, so that the code finds what it reads in the same places. `npm pack` makes it before
 * and removes it after, because a stale one would be run without anybody noticing.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import manifest from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');

/** What is read at run time besides code. */
const read = [
  'lua',
  'deploy',
  'README.md',
  'src/console/page',
  'src/board/theme.css',
  'src/cli/demo/node-death.jsonl.gz',
  'src/cli/demo/node-death.truth.json',
];

function emit(): void {
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('tsc -p tsconfig.build.json failed');
}

function copyWhatIsRead(): void {
  const filter = (path: string) => !path.endsWith('tsconfig.json');
  for (const path of read) cpSync(join(root, path), join(dist, path), { recursive: true, filter });
  const { name, version, type } = manifest;
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ name, version, type }, null, 2)}\n`);
}

rmSync(dist, { recursive: true, force: true });
emit();
copyWhatIsRead();
