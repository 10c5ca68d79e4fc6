import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stormfold } from '../support/cli.ts';

/** A line as far as it is typed, and what is offered for the last word of it, in any order. */
type Case = readonly [line: string, answers: readonly string[]];

export const cases: readonly Case[] = [
  ['stormfold fail', ['failed']],
  ['stormfold s', ['serve', 'send', 'simulate', 'storms']],
  ['stormfold failed ', ['list', 'retry', 'discard', 'help']],
  ['stormfold failed d', ['discard']],
  ['stormfold serve --role ', ['all', 'intake', 'worker']],
  ['stormfold serve --role w', ['worker']],
  ['stormfold failed retry --kind ', ['storm', 'alerts']],
  ['stormfold --config x.yaml failed list --re', ['--reason']],
  ['stormfold storms list --state s', ['sealed', 'submitted']],
  ['stormfold storms list --w', ['--watch']],
  ['stormfold health ', ['--json', '--no-json', '--help', '--config', '--version']],
  ['stormfold completion ', ['bash', 'zsh']],
  ['stormfold storms seal ', ['--force', '--json', '--no-json', '--help', '--config', '--version']],
  ['stormfold failed list --pattern ', []],
  [
    'stormfold nonsense --x',
    ['--config', '--version', '--help'].filter((option) => option.startsWith('--x')),
  ],
];

/** The script that the command line prints for a shell, in a folder that is gone when the test is. */
export async function completionScript(shell: 'bash' | 'zsh') {
  const folder = await mkdtemp(join(tmpdir(), 'stormfold-test-'));
  const { code, stdout } = await stormfold(['completion', shell]);
  if (code !== 0) throw new Error(`stormfold completion ${shell} exited with ${code}`);
  const file = join(folder, `stormfold.${shell}`);
  await writeFile(file, stdout);
  return { folder, file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
