import { readFile } from 'node:fs/promises';

/** What a run of tests came to. */
export interface Tried {
  readonly passed: number;
  /** Full names. */
  readonly failed: readonly string[];
  readonly slowestMs: number;
  /** Why the run says nothing about behaviour: a file was not loaded, or code could not be carried out. */
  readonly broken?: string;
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly Suite[];
}

interface Suite {
  readonly status: string;
  readonly assertionResults: readonly Test[];
}

interface Test {
  readonly status: string;
  readonly fullName: string;
  readonly duration?: number | null;
  readonly failureMessages?: readonly string[];
}

/** A name that is not there, in TypeScript or in Lua, and any other error that Lua itself raises. */
const notRunning = /\b(ReferenceError|SyntaxError)\b|nonexistent global|user_script:\d+:/;

/** Reads what vitest's JSON reporter wrote. */
export async function readReport(path: string): Promise<Tried> {
  const { numPassedTests: passed, testResults } = JSON.parse(await readFile(path, 'utf8')) as Report;
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed');
  const slowestMs = Math.max(0, ...all.map(({ duration }) => duration ?? 0));
  const broken = brokenBy(testResults, passed, failed);
  const names = failed.map(({ fullName }) => fullName);
  return { passed, failed: names, slowestMs, ...(broken !== undefined && { broken }) };
}

function brokenBy(suites: readonly Suite[], passed: number, failed: readonly Test[]): string | undefined {
  if (failed.length === 0 && suites.some(({ status }) => status === 'failed'))
    return 'a test file could not be loaded';
  if (failed.length + passed === 0) return 'no test was run';
  const words = failed.flatMap(({ failureMessages = [] }) => failureMessages).join('\n');
  return notRunning.test(words) ? `the code does not run: ${notRunning.exec(words)?.[0]}` : undefined;
}
