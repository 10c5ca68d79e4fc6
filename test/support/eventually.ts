import { vi } from 'vitest';

/** How long a test looks for what must come before it gives up. Long, because a busy machine is no fault. */
export const patience = { timeout: 30_000, interval: 20 };

/** Repeats an assertion until it holds, and answers what it answered then. */
export function eventually<T>(
  look: () => T | Promise<T>,
  options: number | Partial<typeof patience> = patience,
): Promise<T> {
  return vi.waitFor(look, options);
}
