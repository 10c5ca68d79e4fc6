import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { plainEnv } from './plain-env.ts';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../../', import.meta.url));

/** The package as `npm pack` makes it, installed from the registry into a folder that was empty. */
export class Packed implements AsyncDisposable {
  readonly folder: string;
  /** All that the package has, by paths from its top. */
  readonly files: readonly string[];

  private constructor(folder: string, files: readonly string[]) {
    this.folder = folder;
    this.files = files;
  }

  static async install(): Promise<Packed> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-package-'));
    try {
      const packed = await npm(checkout, 'pack', '--pack-destination', folder);
      const tarball = join(folder, packed.trim().split('\n').at(-1) ?? '');
      const { stdout } = await run('tar', ['-tzf', tarball]);
      await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
      await npm(folder, 'install', tarball);
      const files = stdout.trim().split('\n');
      return new Packed(folder, files.map((path) => path.replace(/^package\//, '')).sort());
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The installed command. */
  get command(): string {
    return join(this.folder, 'node_modules', '.bin', 'stormfold');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** An environment in which `node` is the one that runs the tests, also for a command that finds it by itself. */
export function nodeEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return { ...plainEnv(), PATH: path, ...more };
}

async function npm(cwd: string, ...args: string[]): Promise<string> {
  // What npm told the script that runs the tests would make it work on the checkout again.
  const env = Object.entries(nodeEnv()).filter(([name]) => !/^npm_(?!config_)|_prefix$/.test(name));
  const { stdout } = await run('npm', args, { cwd, env: Object.fromEntries(env) });
  return stdout;
}
