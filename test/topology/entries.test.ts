import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Known } from '../../src/topology/known.ts';

const ref = (name: string) => ({ kind: 'Pod', namespace: 'shop', name });
const claim = { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' };

function opened({ maxObjects = 100, goneForMs = 1000 } = {}) {
  const time = { now: 0 };
  const all = new Known({ maxObjects, goneForMs, now: () => time.now });
  const isKnown = (name: string) => all.surroundingsOf(ref(name)) !== undefined;
  return { all, entries: all.entries, time, isKnown };
}

describe('what was deleted', () => {
  it('stays known for a while', () => {
    const { entries, time, isKnown } = opened();
    entries.put({ ref: ref('a') });
    entries.remove(ref('a'));
    time.now = 999;
    entries.expire();
    expect(isKnown('a')).toBe(true);
    time.now = 1000;
    entries.expire();
    expect([isKnown('a'), entries.size, entries.count('Pod')]).toEqual([false, 0, 0]);
  });

  it('is there again when another has its name', () => {
    const { entries, all, time } = opened();
    entries.put({ ref: ref('db-0'), node: 'one' });
    entries.remove(ref('db-0'));
    entries.put({ ref: ref('db-0'), node: 'two' });
    time.now = 5000;
    entries.expire();
    expect(all.surroundingsOf(ref('db-0'))?.node).toBe('two');
  });

  it('is what a whole list no longer has', () => {
    const { entries, time, isKnown } = opened();
    for (const name of ['a', 'b', 'c']) entries.put({ ref: ref(name) });
    entries.put({ ref: { kind: 'Node', name: 'n' } });
    entries.beginRound('Pod');
    entries.put({ ref: ref('b') });
    entries.endRound('Pod');
    time.now = 1000;
    entries.expire();
    expect(['a', 'b', 'c'].map(isKnown)).toEqual([false, true, false]);
    expect(entries.count('Node')).toBe(1);
  });

  it('is not what half of a list lacks', () => {
    const { entries, time, isKnown } = opened();
    for (const name of ['a', 'b']) entries.put({ ref: ref(name) });
    entries.beginRound('Pod');
    entries.put({ ref: ref('b') });
    time.now = 5000;
    entries.beginRound('Pod');
    entries.put({ ref: ref('a') });
    entries.put({ ref: ref('b') });
    entries.endRound('Pod');
    time.now = 9000;
    entries.expire();
    expect([isKnown('a'), isKnown('b')]).toEqual([true, true]);
  });

  it('is never more than a fifth of all that may be known, the longest gone first to be forgotten', () => {
    const { entries, isKnown } = opened();
    for (let index = 0; index < 30; index++) entries.put({ ref: ref(`p${index}`) });
    for (let index = 0; index < 30; index++) entries.remove(ref(`p${index}`));
    expect([entries.size, isKnown('p9'), isKnown('p10'), isKnown('p29')]).toEqual([20, false, true, true]);
  });
});

describe('the most that is known', () => {
  it('is kept to: what is gone makes room, what is there does not', () => {
    const { entries, isKnown } = opened();
    for (let index = 0; index < 100; index++) entries.put({ ref: ref(`p${index}`) });
    expect(entries.put({ ref: ref('late') })).toBe(false);
    entries.remove(ref('p3'));
    expect(entries.put({ ref: ref('late') })).toBe(true);
    expect([entries.size, isKnown('p3'), isKnown('late')]).toEqual([100, false, true]);
    expect(entries.put({ ref: ref('p4'), node: 'other' })).toBe(true);
  });

  it('holds in any history, and nothing is left behind of what is forgotten', () => {
    const name = fc.integer({ min: 0, max: 40 }).map((number) => `p${number}`);
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('put', 'remove'), name }),
      fc.record({ do: fc.constant('wait'), name }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { all, entries, time, isKnown } = opened({ maxObjects: 20, goneForMs: 50 });
        const there = new Set<string>();
        for (const each of steps) {
          if (each.do === 'wait') time.now += 20;
          if (each.do === 'remove' && there.delete(each.name)) entries.remove(ref(each.name));
          const fact = {
            ref: ref(each.name),
            labels: { of: each.name },
            claims: [claim],
            addresses: [each.name],
          };
          if (each.do === 'put' && entries.put(fact)) there.add(each.name);
          expect(entries.size).toBeLessThanOrEqual(20);
        }
        expect([...there].filter((each) => !isKnown(each))).toEqual([]);
        time.now += 1000;
        entries.expire();
        expect(entries.size).toBe(there.size);
        expect(
          all
            .usersOf(claim)
            .map((user) => user.name)
            .toSorted(),
        ).toEqual([...there].toSorted());
        const found = Array.from({ length: 41 }, (_, index) => all.podByAddress(`p${index}`)?.name);
        expect(found.filter((each) => each !== undefined).toSorted()).toEqual([...there].toSorted());
      }),
      { seed: 20261127, numRuns: 200 },
    );
  });
});
