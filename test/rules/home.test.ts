import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { homing } from '../../src/rules/home.ts';
import { patternOf, patternText } from '../../src/storm/pattern.ts';

/** Few names and few values, so that many labels are of one pattern; some that take a length or a colon for their own. */
const names = fc.constantFrom('a', 'b', 'c', 'namespace', 'exported_namespace', 'alertname', 'constructor');
const values = fc.constantFrom('', 'x', 'y', '1:x', '1:x1:y', '0:', ':', 'Ω');
const labels = fc.dictionary(names, values);
const by = fc.uniqueArray(fc.constantFrom('a', 'b', 'namespace', 'alertname', 'constructor'), {
  minLength: 1,
});

it('tells the same text of two alerts exactly when they are of one pattern', () => {
  fc.assert(
    fc.property(labels, labels, by, (one, other, own) => {
      const samePattern = patternOf(one, { by: own }).hash === patternOf(other, { by: own }).hash;
      expect(patternText(one, own) === patternText(other, own)).toBe(samePattern);
    }),
    { numRuns: 2000 },
  );
});

it('remembers a home, and finds the same for every alert as without remembering', () => {
  const find = homing({ by: ['a', 'namespace'], rule: 'r' }, undefined, 4);
  fc.assert(
    fc.property(labels, (one) => {
      expect(find(one)).toEqual({
        pattern: patternOf(one, { by: ['a', 'namespace'], rule: 'r' }),
        tenant: undefined,
      });
      expect(find({ ...one, c: 'other' })).toBe(find(one));
    }),
  );
});

it('remembers no text that is long, nor an alert that is a pattern of its own', () => {
  const find = homing({ by: ['a'] }, undefined, 4);
  const long = { a: 'n'.repeat(10_000) };
  expect(find(long)).not.toBe(find(long));
  expect(find(long)).toEqual(find(long));
  const findOwn = homing({ by: ['...'] }, undefined, 4);
  expect(findOwn({ a: '1', b: '2' })).not.toBe(findOwn({ a: '1', b: '2' }));
});

it('finds the tenant of whoever has limits', () => {
  const limits = { label: 'namespace', maxStorms: 3, maxAlerts: undefined };
  const find = homing({ by: ['namespace'] }, limits, 4);
  expect(find({ namespace: 'shop' }).tenant).toEqual({ label: 'namespace', name: 'shop', maxStorms: 3 });
  expect(find({ a: 'x' }).tenant).toBeUndefined();
});
