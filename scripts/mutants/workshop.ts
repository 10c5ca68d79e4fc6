import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { Redis } from 'ioredis';

import type { Mutant } from './mutant.ts';
import { type Tried, readReport } from './report.ts';

/** One that waits for what a mutant took away must not wait for its usual minutes. */
const longestTestMs = 20_000;
const shortestTimeoutMs = 5000;
/** Of all tests of one mutant together; the first that fails ends them. */
const runTimeoutMs = 180_000;

/** A copy of the project in which things may be broken. */
export class Workshop {
  readonly #folder: string;
  readonly #redis: Redis;
  readonly #testTimeoutMs: number;

  private constructor(folder: string, redis: Redis, slowestTestMs: number) {
    this.#folder = folder;
    this.#redis = redis;
    this.#testTimeoutMs = Math.min(longestTestMs, Math.max(shortestTimeoutMs, 5 * slowestTestMs));
  }

  /** `slowestTestMs`: what the slowest test takes here and now; one that takes five times as long waits in vain. */
  static async open(redisUrl: string, slowestTestMs = longestTestMs): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'stormfold-mutants-'));
    const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' });
    for (const file of listed.split('\0').filter(Boolean)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      // One that git knows and that was removed is no part of the project any more.
      await cp(file, join(folder, file)).catch(() => undefined);
    }
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    return new Workshop(folder, new Redis(redisUrl), slowestTestMs);
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
      await this.#compile(path, broken);
      return await this.run(tests, ['--bail=1']);
    } finally {
      await writeFile(path, whole);
    }
  }

  async run(tests: readonly string[], more: readonly string[] = []): Promise<Tried> {
    const report = join(this.#folder, 'report.json');
    await rm(report, { force: true });
    const reporters = ['--reporter=json', `--outputFile=${report}`];
    const args = ['run', ...reporters, `--testTimeout=${Math.round(this.#testTimeoutMs)}`, ...more, ...tests];
    const child = spawn('vitest', args, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const words = text(child.stderr);
    const timer = setTimeout(() => child.kill('SIGKILL'), runTimeoutMs);
    await once(child, 'exit');
    clearTimeout(timer);
    if (child.signalCode !== null)
      throw new Error(`hung: its tests did not end within ${runTimeoutMs / 1000} s`);
    if (!existsSync(report)) throw new Error(`no report: ${(await words).trim().slice(-500)}`);
    return readReport(report);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
    await rm(this.#folder, { recursive: true, force: true });
  }

  // What does not even compile would fail every test, and look like a protection that is watched.
  async #compile(path: string, code: string): Promise<void> {
    if (path.endsWith('.lua')) await this.#redis.script('LOAD', code);
    if (path.endsWith('.ts')) execFileSync(process.execPath, ['--check', path], { stdio: 'ignore' });
  }
}
