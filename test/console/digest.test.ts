import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { StormDigest, sparkline } from '../../src/console/digest.ts';
import type { StormMember } from '../../src/storm/storm.ts';
import { plainTerms } from '../support/store.ts';
import { minute, noon } from '../support/store.ts';

function member(seconds: number, kind: string, name: string): StormMember {
  const resource = kind === 'Node' ? { kind, name } : { kind, namespace: 'shop', name };
  const arrivedAt = noon + seconds * 1000;
  return { fingerprint: name, startsAt: '', arrivedAt, deliveries: 1, severity: 'warning', resource };
}

const fiveMinutes = { openedAt: noon, sealAt: noon + 5 * minute, terms: plainTerms };

describe('the digest of a storm', () => {
  it('counts arrivals by second, and each resource once', () => {
    const digest = new StormDigest(fiveMinutes);
    digest.add([member(0, 'Pod', 'a'), member(0.9, 'Pod', 'b'), member(2, 'Pod', 'a')]);
    digest.add([member(2.5, 'Node', 'a'), member(4, 'Pod', 'c')]);

    expect(digest.binMs).toBe(1000);
    expect(digest.bins).toEqual([2, 0, 2, 0, 1]);
    expect(digest.kinds).toEqual([
      ['Pod', 3],
      ['Node', 1],
    ]);
    expect(digest.read).toBe(5);
  });

  it('has at most 300 bars, of the longest that a quiet window can last', () => {
    const terms = { ...plainTerms, windowMs: 60 * minute, quietMs: 30_000 };
    const digest = new StormDigest({ openedAt: noon, sealAt: noon + 30_000, terms });
    digest.add([member(0, 'Pod', 'a'), member(3599, 'Pod', 'b')]);

    expect(digest.binMs).toBe(12_000);
    expect(digest.bins).toHaveLength(300);
    expect([digest.bins[0], digest.bins[299]]).toEqual([1, 1]);
  });

  it('takes what arrived past the deadline it knew into the last bar', () => {
    const digest = new StormDigest(fiveMinutes);
    digest.add([member(900, 'Pod', 'a')]);
    expect(digest.bins).toHaveLength(300);
  });

  it('loses no alert to a sparkline, whatever the widths', () => {
    const bins = fc.array(fc.nat(1000), { maxLength: 300 });
    fc.assert(
      fc.property(bins, fc.nat(400), fc.integer({ min: 1, max: 48 }), (all, span, count) => {
        const bars = sparkline(all, span, count);
        expect(bars).toHaveLength(count);
        expect(sum(bars)).toBe(sum(all));
      }),
    );
  });

  it('draws a sparkline over the whole window, not over what has passed of it', () => {
    expect(sparkline([3, 0, 0, 1], 8, 4)).toEqual([3, 1, 0, 0]);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
