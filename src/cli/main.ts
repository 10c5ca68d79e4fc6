#!/usr/bin/env node
import { reportError } from './failure.ts';
import { endWithReader } from './output.ts';
import { program } from './program.ts';

/** Runs one command line, and leaves the code to exit with in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  endWithReader();
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

if (import.meta.main) await main(process.argv);
