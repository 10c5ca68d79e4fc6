import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { plainEnv } from '../support/plain-env.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Runs a command whose readers are gone before it writes: `2>&1 | true`. */
async function unread(...args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, [main, ...args], {
    env: plainEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

it.each([
  [0, ['crd']],
  [1, ['send', '/no/such/file']],
  [2, ['storms', 'list', '--limit', 'many']],
])('exits with %i where nobody reads what %j has to say', async (code, args) => {
  expect(await unread(...args)).toBe(code);
});
