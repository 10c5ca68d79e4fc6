import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { holdsMoreValuesThan } from '../../src/intake/count-values.ts';

/** Brackets that open and commas, as they stand between values. */
function marksOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner: unknown[] = Object.values(value);
  return 1 + Math.max(0, inner.length - 1) + inner.reduce<number>((sum, each) => sum + marksOf(each), 0);
}

test('counts what stands between values, and nothing that stands in texts', () => {
  const json = fc.jsonValue({
    maxDepth: 4,
    stringUnit: fc.constantFrom('"', '\\\\', ',', '[', '{', 'a', 'é'),
  });
  const check = (value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const marks = marksOf(value);
    expect(holdsMoreValuesThan(marks, bytes)).toBe(false);
    if (marks > 0) expect(holdsMoreValuesThan(marks - 1, bytes)).toBe(true);
  };
  fc.assert(fc.property(json, check), { numRuns: 1000 });
});

test('ends with the bytes, wherever they break off', () => {
  const text = Buffer.from('{"a":["b\\\\","c\\\"",{"d":"e');
  for (let end = 0; end <= text.length; end++) {
    expect(holdsMoreValuesThan(100, text.subarray(0, end))).toBe(false);
    expect(holdsMoreValuesThan(0, text.subarray(0, end))).toBe(end > 0);
  }
});
