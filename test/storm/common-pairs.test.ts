import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Labels } from '../../src/alert/alert.ts';
import { keepCommon, pairIdsOf } from '../../src/storm/common-pairs.ts';

function idsOf(labels: Labels, annotations: Labels = {}): Set<string> {
  return new Set(pairIdsOf(labels, annotations).split(',').filter(Boolean));
}

function sharedBy(one: Labels, other: Labels): Set<string> {
  const ids = idsOf(other);
  return new Set([...idsOf(one)].filter((id) => ids.has(id)));
}

const text = fc.oneof(fc.string(), fc.constantFrom('', ',', '__proto__', 'a,b', '🔥'));
const pairs = fc
  .array(fc.tuple(text, text), { maxLength: 8 })
  .map((entries): Labels => Object.fromEntries(entries));

/** FNV-1a of a pair, put plainly: versions side by side must make the same ids. */
function plainId(kind: string, name: string, value: string): string {
  let hash = 0x811c9dc5;
  for (const unit of `${name}\0${value}`.split('')) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return kind + (hash >>> 0).toString(36);
}

describe('ids of pairs', () => {
  it('are those of the pairs alone, whatever came before them', () => {
    const few = fc.constantFrom('', 'a', 'b', 'x'.repeat(300), '🔥');
    const name = fc.constantFrom('pod', 'job', '__proto__', 'constructor');
    const some = fc.uniqueArray(fc.tuple(name, few), { selector: ([n]) => n });
    fc.assert(
      fc.property(fc.array(fc.tuple(some, some)), (alerts) => {
        for (const [labels, annotations] of alerts) {
          const plain = [
            ...labels.map(([n, value]) => plainId('l', n, value)),
            ...annotations.map(([n, value]) => plainId('a', n, value)),
          ];
          const ids = pairIdsOf(Object.fromEntries(labels), Object.fromEntries(annotations));
          expect(ids.split(',').filter(Boolean)).toEqual(plain);
        }
      }),
    );
  });

  it('stand between commas, so that no id is found in another', () => {
    expect(pairIdsOf({}, {})).toBe(',');
    expect(pairIdsOf({ alertname: 'A' }, {})).toMatch(/^,l[0-9a-z]{1,7},$/);
    expect(pairIdsOf({ alertname: 'A' }, { summary: 'x' })).toMatch(/^,l[0-9a-z]{1,7},a[0-9a-z]{1,7},$/);
  });

  it('hold no comma whatever the texts hold, one id for each pair', () => {
    fc.assert(
      fc.property(pairs, pairs, (labels, annotations) => {
        const ids = pairIdsOf(labels, annotations);
        expect(ids).toMatch(/^,([la][0-9a-z]{1,7},)*$/);
        const count = Object.keys(labels).length + Object.keys(annotations).length;
        expect(ids.split(',').filter(Boolean)).toHaveLength(count);
      }),
    );
  });

  it('tell a label from an annotation, a name from a value, and a pair from its neighbours', () => {
    const different = [
      pairIdsOf({ a: 'b' }, {}),
      pairIdsOf({}, { a: 'b' }),
      pairIdsOf({ b: 'a' }, {}),
      pairIdsOf({ ab: '' }, {}),
      pairIdsOf({ '': 'ab' }, {}),
      pairIdsOf({ a: 'c' }, {}),
    ];
    expect(new Set(different).size).toBe(different.length);
  });

  it('stay short however long the pair is', () => {
    expect(pairIdsOf({ ['n'.repeat(1000)]: 'v'.repeat(60_000) }, {}).length).toBeLessThan(12);
  });
});

describe('of an alert with thousands of labels', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`label${i}`, 'x']));

  it('no more than 128 pairs are compared', () => {
    expect(idsOf(many).size).toBe(128);
  });

  it('the same are, so that two such alerts still have pairs in common', () => {
    expect(sharedBy({ ...many, pod: 'a' }, { ...many, pod: 'b' }).size).toBeGreaterThan(120);
  });
});

describe('what members have in common', () => {
  it('is the pairs whose ids are kept, of their own kind only', () => {
    const first = { alertname: 'A', namespace: 'shop', pod: 'a' };
    const common = sharedBy(first, { alertname: 'A', namespace: 'shop', pod: 'b' });
    expect(keepCommon('l', first, common)).toEqual({ alertname: 'A', namespace: 'shop' });
    expect(keepCommon('a', first, common)).toEqual({});
    expect(keepCommon('l', first, new Set())).toEqual({});
  });

  it('is exactly the pairs that are in both, for any two members', () => {
    fc.assert(
      fc.property(pairs, pairs, pairs, (one, other, shared) => {
        const first: Labels = Object.fromEntries([...Object.entries(one), ...Object.entries(shared)]);
        const second = new Map([...Object.entries(other), ...Object.entries(shared)]);
        const both = Object.entries(first).filter(([name, value]) => second.get(name) === value);
        const common = sharedBy(first, Object.fromEntries(second));
        expect(Object.entries(keepCommon('l', first, common))).toEqual(both);
      }),
    );
  });
});
