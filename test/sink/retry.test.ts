import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type FailedTry, retryDelay } from '../../src/sink/retry.ts';

function delay(changes: Partial<FailedTry>): number {
  return retryDelay({
    error: { verdict: 'retry' },
    attemptsMade: 1,
    refusedForMs: 0,
    random: () => 1,
    ...changes,
  });
}

describe('what is worth another try', () => {
  it('comes back after 1 to 2 s, then twice that, and so on to 30 to 60 s', () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 5000].map((attemptsMade) => delay({ attemptsMade }));
    const least = [1, 2, 3, 4, 5, 6, 7, 5000].map((attemptsMade) => delay({ attemptsMade, random: () => 0 }));
    expect(most).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(least).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('never comes back before the server asked for it, and not all at once', () => {
    const error = { verdict: 'retry', retryAfterMs: 30_000 } as const;
    expect(delay({ error, random: () => 0 })).toBe(30_000);
    expect(delay({ error })).toBe(33_000);
  });

  it('waits its own time where the server asked for less', () => {
    expect(delay({ error: { verdict: 'retry', retryAfterMs: 1 }, attemptsMade: 3 })).toBe(8000);
  });

  it('does not wait for more than five minutes, whatever the server asked for', () => {
    const error = { verdict: 'retry', retryAfterMs: 86_400_000 } as const;
    expect(delay({ error, random: () => 0 })).toBe(300_000);
  });
});

describe('what is refused', () => {
  it('comes back every 60 s for an hour, and is then given up', () => {
    const error = { verdict: 'wait' } as const;
    expect(delay({ error, attemptsMade: 1, refusedForMs: 0 })).toBe(60_000);
    expect(delay({ error, attemptsMade: 60, refusedForMs: 3_599_999 })).toBe(60_000);
    expect(delay({ error, attemptsMade: 61, refusedForMs: 3_600_000 })).toBe(-1);
  });
});

describe('what can never work', () => {
  it('is given up at once', () => {
    expect(delay({ error: { verdict: 'never', retryAfterMs: 1000 } })).toBe(-1);
  });
});

describe('the most attempts', () => {
  it.each(['retry', 'wait'] as const)('cap what would be tried again: %s', (verdict) => {
    expect(delay({ error: { verdict }, attemptsMade: 2, maxAttempts: 3 })).toBeGreaterThan(0);
    expect(delay({ error: { verdict }, attemptsMade: 3, maxAttempts: 3 })).toBe(-1);
  });
});

describe('any delay', () => {
  it('is -1, or a whole number from 1 s to a little over five minutes', () => {
    const failedTry = fc.record({
      error: fc.record({
        verdict: fc.constantFrom('retry' as const, 'wait' as const, 'never' as const),
        retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
      }),
      attemptsMade: fc.integer({ min: 1 }),
      refusedForMs: fc.nat(),
      random: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => () => value),
    });
    fc.assert(
      fc.property(failedTry, (one) => {
        const ms = retryDelay(one);
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms === -1 || (ms >= 1000 && ms <= 330_000)).toBe(true);
      }),
    );
  });
});
