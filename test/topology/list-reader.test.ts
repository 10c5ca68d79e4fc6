import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ListReader } from '../../src/topology/cluster/list-reader.ts';

/** Reads a text in chunks of these sizes, the last size again and again. */
function read(text: string, sizes: readonly number[] = [text.length + 1]) {
  const items: unknown[] = [];
  const reader = new ListReader((item) => items.push(item));
  const bytes = Buffer.from(text);
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? 1;
    reader.write(bytes.subarray(at, at + size));
    at += size;
  }
  return { items, envelope: reader.end() };
}

describe('a list that is read while it comes', () => {
  it.each([
    ['none', []],
    ['one', [{ a: 1 }]],
    ['some, with lists and objects in them', [{ a: [[1], { b: [] }] }, {}, { c: { items: [{}, {}] } }]],
    ['texts with whatever means something', [{ a: '}]{["\\' }, { '"': '\\"},{' }, { ü: '€ 😀 \u2028' }]],
  ])('hands over its items: %s', (_, items) => {
    const list = { kind: 'PodList', metadata: { resourceVersion: '7', continue: 'a,b[{' }, items };
    for (const text of [JSON.stringify(list), JSON.stringify(list, null, 2)])
      expect(read(text)).toEqual({ items, envelope: { ...list, items: [] } });
  });

  it('may have its metadata behind the items, and no items at all', () => {
    expect(read('{"items":[{"a":1},{"b":2}],"metadata":{"resourceVersion":"7"}}')).toEqual({
      items: [{ a: 1 }, { b: 2 }],
      envelope: { items: [], metadata: { resourceVersion: '7' } },
    });
    expect(read('{"items":null}')).toEqual({ items: [], envelope: { items: null } });
    expect(read('{"metadata":{"a":[1,{"b":2}]}}').envelope).toEqual({ metadata: { a: [1, { b: 2 }] } });
  });

  it('is the same however it is cut into chunks', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const item = fc.dictionary(fc.string({ unit: 'grapheme' }), value, { maxKeys: 3 });
    const chunks = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), value, chunks, (items, extra, sizes) => {
        const text = JSON.stringify({ metadata: { extra }, items });
        const wanted = JSON.parse(text) as { items: unknown[] };
        expect(read(text, sizes)).toEqual({ items: wanted.items, envelope: { ...wanted, items: [] } });
      }),
      { seed: 20261127, numRuns: 500 },
    );
  });

  it.each(['', '{"items":[{"a":1},', '{"items":[{"a":1}]', '<html>', '{"items":[{a:1}]}', '{"items":[1 2]}'])(
    'is none where the text is cut off, or is something else: %j',
    (text) => {
      expect(() => read(text)).toThrow(SyntaxError);
    },
  );
});
