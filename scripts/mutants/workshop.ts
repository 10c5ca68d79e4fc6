import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Mutant } from './mutant.ts';

/** What a run of tests came to. `suites`: files that could not even be loaded. */
export interface Tried {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly suites: number;
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Longer than any of these tests takes; one that waits for what a mutant took away must not wait for its usual minutes. */
const testTimeoutMs = 20_000;

/** A copy of the project in which things may be broken. */
export class Workshop {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-mutants-'));
    const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' });
    for (const file of listed.split('\0').filter(Boolean)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      // One that git knows and that was removed is no part of the project any more.
      await cp(file, join(folder, file)).catch(() => undefined);
    }
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    return new Workshop(folder);
  }

  /** Breaks one thing, runs what should notice, and mends it again. Throws when the mutant does not fit the code. */
  async try({ file, find, replace, tests }: Mutant): Promise<Tried> {
    const path = join(this.#folder, file);
    const whole = await readFile(path, 'utf8');
    const times = whole.split(find).length - 1;
    if (times !== 1) throw new Error(`stale: the text to break stands ${times} times in ${file}`);
    const broken = whole.replace(find, () => replace);
    try {
      await writeFile(path, broken);
      if (file.endsWith('.ts')) execFileSync(process.execPath, ['--check', path], { stdio: 'ignore' });
      return await this.run(tests);
    } finally {
      await writeFile(path, whole);
    }
  }

  async run(tests: readonly string[]): Promise<Tried> {
    const report = join(this.#folder, 'report.json');
    await rm(report, { force: true });
    const args = [
      'run',
      '--reporter=json',
      `--outputFile=${report}`,
      `--testTimeout=${testTimeoutMs}`,
      ...tests,
    ];
    const child = spawn('vitest', args, { cwd: this.#folder, stdio: 'ignore' });
    await once(child, 'exit');
    return triedIn(JSON.parse(await readFile(report, 'utf8')) as Report);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function triedIn({ numPassedTests: passed, testResults }: Report): Tried {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  return { passed, failed, suites: testResults.filter(isUnloaded).length };
}

function isUnloaded({ status, assertionResults }: Report['testResults'][number]): boolean {
  return status === 'failed' && assertionResults.every((each) => each.status !== 'failed');
}
