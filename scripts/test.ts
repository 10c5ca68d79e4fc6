/**
 * Runs the tests tier by tier: `node scripts/test.ts [tier…|all|slow]`, by default the quick ones. Each tier ends with
 * one line of counts. A tier whose program is missing is skipped, with the command that brings it; with
 * STORMFOLD_SKIPS=fail a skip fails. Exit code 1 when anything failed, or when a tier that should run ran no test.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { stopOnSignals } from '../src/cli/signals.ts';
import { messageOf } from '../src/errors.ts';
import { silentLog } from '../src/log.ts';
import { type TestRedis, handDown, startTestRedis } from './test-redis.ts';
import { type Tier, tiers } from './tiers.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { name: string; assertionResults: readonly Assertion[] }[];
}

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages?: readonly string[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const skipsFail = process.env['STORMFOLD_SKIPS'] === 'fail';

/** What failed in any tier, said again at the very end: there may be thousands of lines after the failure itself. */
const failures: string[] = [];

const checks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['typecheck', ['tsc', '-p', '.']],
  ['typecheck of the page', ['tsc', '-p', 'src/console/page']],
  ['lint', ['oxlint']],
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
];

function chosen(names: readonly string[]): { checked: boolean; run: readonly Tier[] } {
  if (names.length === 0) return { checked: true, run: tiers.filter(({ quick }) => quick) };
  if (names.includes('all')) return { checked: true, run: tiers };
  if (names.includes('slow')) return { checked: false, run: tiers.filter(({ quick }) => !quick) };
  const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name));
  if (unknown.length > 0) {
    say(
      `no tier named ${unknown.join(', ')}; there are: ${tiers.map(({ name }) => name).join(', ')}, all, slow`,
    );
    process.exit(2);
  }
  return { checked: false, run: tiers.filter(({ name }) => names.includes(name)) };
}

function runChecks(): boolean {
  const results = checks.map(([name, [command = '', ...args]]) => {
    const passed = spawnSync(command, args, { stdio: 'inherit' }).status === 0;
    if (!passed) say(`${name} failed: ${command} ${args.join(' ')}`);
    return passed;
  });
  const passed = results.filter(Boolean).length;
  say(`checks: ${passed} passed, ${results.length - passed} failed, 0 skipped`);
  return passed === results.length;
}

async function runTier(tier: Tier, redis: TestRedis | undefined, stop: AbortSignal): Promise<boolean> {
  const missing = tier.missing?.();
  if (missing !== undefined) return skipTier(tier, missing);
  if (redis && tier.name !== 'unit') say(`${tier.name}: shared Redis: ${redis.how}`);
  const counts = await runVitest(tier.name, stop);
  for (const name of counts.skippedThemselves) say(`${tier.name}: skipped itself: ${name}`);
  failures.push(...counts.failedTests.map((test) => `${tier.name}: ${test}`));
  if (counts.passed + counts.failed === 0) say(`${tier.name}: no test was run, which counts as a failure`);
  return close(tier.name, counts.passed + counts.failed === 0 ? { ...counts, failed: 1 } : counts);
}

function skipTier({ name, suffix }: Tier, missing: string): boolean {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' });
  const skipped = files.filter((file) => file.endsWith(`.${suffix}.test.ts`)).length;
  say(`${name}: skipped, because something is missing. To bring it: ${missing}`);
  return close(name, { passed: 0, failed: 0, skipped });
}

/** The one closing line of a tier. True when nothing in it fails the run. */
function close(name: string, { passed, failed, skipped }: Counts): boolean {
  say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  const skipFails = skipped > 0 && skipsFail;
  if (skipFails) say(`${name}: STORMFOLD_SKIPS=fail, so that a skip is a failure`);
  const passes = failed === 0 && !skipFails;
  if (!passes) failures.push(`${name}: ${failed} failed, ${skipped} skipped`);
  return passes;
}

interface TierCounts extends Counts {
  readonly skippedThemselves: readonly string[];
  /** Each as `file › suite test: the first line of its error`. */
  readonly failedTests: readonly string[];
}

async function runVitest(project: string, stop: AbortSignal): Promise<TierCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'stormfold-tests-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const status = await runToTheEnd('vitest', ['run', '--project', project, ...reporters], stop);
    stop.throwIfAborted();
    return countsOf(JSON.parse(readFileSync(report, 'utf8')) as Report, status);
  } catch (error) {
    say(`${project}: the tests could not be run: ${messageOf(error)}`);
    return { passed: 0, failed: 1, skipped: 0, skippedThemselves: [], failedTests: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves to the exit code, which is null after a signal. Waits for the end even when it was told to stop. */
async function runToTheEnd(
  command: string,
  args: readonly string[],
  stop: AbortSignal,
): Promise<number | null> {
  const child = spawn(command, args, { stdio: 'inherit' });
  const end = () => child.kill();
  stop.addEventListener('abort', end);
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    return status;
  } finally {
    stop.removeEventListener('abort', end);
  }
}

// Vitest's own exit code also knows of errors outside of any test, such as an unhandled rejection.
function countsOf(report: Report, status: number | null): TierCounts {
  const { numPassedTests: passed, numFailedTests, numTotalTests, success } = report;
  const failed = numFailedTests === 0 && (status !== 0 || !success) ? 1 : numFailedTests;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const left = tests.filter(({ status: outcome }) => outcome !== 'passed' && outcome !== 'failed');
  const skipped = numTotalTests - passed - numFailedTests;
  const failedTests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status: outcome }) => outcome === 'failed').map((test) => told(name, test)),
  );
  return { passed, failed, skipped, skippedThemselves: left.map(({ fullName }) => fullName), failedTests };
}

function told(file: string, { fullName, failureMessages }: Assertion): string {
  const [error = 'no error was told'] = failureMessages?.[0]?.split('\n') ?? [];
  return `${relative('.', file)} › ${fullName}: ${error}`;
}

/** One Redis for all tiers: found, or brought. Tests that cut or kill one start their own beside it. */
async function redisForTests(): Promise<TestRedis> {
  const redis = await startTestRedis({ say });
  handDown(redis);
  say(`Redis: ${redis.how}`);
  return redis;
}

async function main(names: readonly string[]): Promise<number> {
  const { checked, run } = chosen(names);
  const results = checked ? [runChecks()] : [];
  // Not sooner: while a check runs, nobody here hears a signal, and it has to end this process by itself.
  const stop = stopOnSignals(silentLog());
  const redis = run.some(({ name }) => name !== 'unit') ? await redisForTests() : undefined;
  try {
    for (const tier of run) {
      stop.throwIfAborted();
      results.push(await runTier(tier, redis, stop));
    }
  } finally {
    await redis?.stop();
  }
  for (const failure of failures) say(`FAILED ${failure}`);
  return results.every(Boolean) ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(messageOf(error));
  process.exitCode = 1;
}
