import * as fc from 'fast-check';

import { hostileNumbers, hostileTexts, loneSurrogates } from './words.ts';

/** JSON as text, not as values: only text can hold a key twice, a number that no double holds, or half of a pair. */

/** The text as a JSON string, now and then with escapes where none are needed. */
export function quoted(text: string, escapeAll = false): string {
  const plain = JSON.stringify(text);
  if (!escapeAll) return plain;
  const units = Array.from({ length: text.length }, (_, i) =>
    text.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}

/** An object with exactly these members, in this order, and with every repeated name. */
export function objectOf(members: readonly (readonly [name: string, value: string])[]): string {
  return `{${members.map(([name, value]) => `${quoted(name)}:${value}`).join(',')}}`;
}

export function listOf(values: readonly string[]): string {
  return `[${values.join(',')}]`;
}

export function nested(depth: number, open: string, close: string): string {
  return `${open.repeat(depth)}0${close.repeat(depth)}`;
}

export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 1, arbitrary: fc.constantFrom(...loneSurrogates) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

export const stringTexts: fc.Arbitrary<string> = fc
  .tuple(texts, fc.boolean())
  .map(([text, escapeAll]) => quoted(text, escapeAll));

const deep = fc
  .tuple(fc.integer({ min: 1000, max: 6000 }), fc.boolean())
  .map(([depth, inLists]) => (inLists ? nested(depth, '[', ']') : nested(depth, '{"a":', '}')));

const scalars = fc.oneof(
  stringTexts,
  fc.constantFrom('null', 'true', 'false', '[]', '{}', '""', ...hostileNumbers),
);

/** Any JSON, mostly small, now and then thousands of levels deep. */
export const anyJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: scalars },
  { weight: 2, arbitrary: fc.array(scalars, { maxLength: 4 }).map(listOf) },
  { weight: 2, arbitrary: fc.array(fc.tuple(texts, scalars), { maxLength: 4 }).map(objectOf) },
  { weight: 1, arbitrary: deep },
);
