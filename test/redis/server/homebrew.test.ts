import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { homebrew } from '../../../src/redis/server/homebrew.ts';

let prefix: string;

/** A stand-in for brew that can install `formula` and nothing else: it shows what is asked of brew, not that brew works. */
async function brewWith(formula: string): Promise<void> {
  const server = `${prefix}/bin/${formula}-server`;
  const script = `#!/bin/sh
case "$*" in
  --prefix) echo "${prefix}" ;;
  "install --quiet ${formula}") echo '#!/bin/sh' >"${server}" && /bin/chmod +x "${server}" ;;
  *) echo "no formula $3" >&2; exit 1 ;;
esac
`;
  await writeFile(join(prefix, 'brew'), script);
  await chmod(join(prefix, 'brew'), 0o755);
}

beforeEach(async () => {
  prefix = await mkdtemp(join(tmpdir(), 'stormfold-brew-'));
  await mkdir(join(prefix, 'bin'));
  vi.stubEnv('PATH', prefix);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(prefix, { recursive: true });
});

describe('a Redis through Homebrew', () => {
  it('is installed once, said first, and found the next time', async () => {
    await brewWith('redis');
    const said: string[] = [];
    const first = await homebrew.find((line) => said.push(line));
    const second = await homebrew.find((line) => said.push(line));
    expect(first?.how).toBe(`Homebrew, ${prefix}/bin/redis-server`);
    expect(second?.how).toBe(first?.how);
    expect(said).toEqual(['Installing redis with Homebrew (brew install redis).']);
  });

  it('is Valkey where there is no Redis', async () => {
    await brewWith('valkey');
    const said: string[] = [];
    const found = await homebrew.find((line) => said.push(line));
    expect(found?.how).toBe(`Homebrew, ${prefix}/bin/valkey-server`);
    expect(said).toEqual([
      'Installing redis with Homebrew (brew install redis).',
      'brew install: no formula redis',
      'Installing valkey with Homebrew (brew install valkey).',
    ]);
  });

  it('is not to be had without brew', async () => {
    expect(await homebrew.find(() => undefined)).toBeUndefined();
  });
});
