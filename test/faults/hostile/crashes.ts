import { expect } from 'vitest';

/** Runs it, and fails if anything in this process was thrown or rejected meanwhile and nobody caught it. */
export async function withoutCrash(run: () => Promise<void>): Promise<void> {
  const crashes: unknown[] = [];
  const note = (reason: unknown) => void crashes.push(reason);
  process.on('unhandledRejection', note).on('uncaughtException', note);
  try {
    await run();
  } finally {
    process.off('unhandledRejection', note).off('uncaughtException', note);
  }
  expect(crashes).toEqual([]);
}
