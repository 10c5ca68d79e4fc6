import { describe, expect, it } from 'vitest';

import { Timeline, spells, timelines } from '../../src/correlation/timeline.ts';

const same = (time: number) => time;

describe('a timeline', () => {
  const line = new Timeline(
    [1, 3, 3, 5].map((ms, i) => ({ ms, i })),
    ({ ms }) => ms,
  );
  const at = (some: readonly { readonly i: number }[]) => some.map(({ i }) => i);

  it('answers what lies between two times, both included', () => {
    expect(at(line.between(1, 3))).toEqual([0, 1, 2]);
    expect(at(line.between(2, 2))).toEqual([]);
    expect(at(line.between(-1, 9))).toEqual([0, 1, 2, 3]);
    expect([line.countBetween(3, 5), line.countBetween(6, 9)]).toEqual([3, 0]);
    expect([line.hasBetween(4, 5), line.hasBetween(4, 4)]).toEqual([true, false]);
  });

  it('answers the last until a time, and the first after it', () => {
    expect([0, 3, 4, 9].map((ms) => line.lastUntil(ms)?.i)).toEqual([undefined, 2, 2, 3]);
    expect([0, 1, 3, 5].map((ms) => line.firstAfter(ms)?.i)).toEqual([0, 1, 3, undefined]);
  });

  it('is made for each key', () => {
    const lines = timelines([1, 2, 3], same, (n) => (n === 2 ? [] : ['odd', `is ${n}`]));
    expect([...lines.keys()]).toEqual(['odd', 'is 1', 'is 3']);
    expect(lines.get('odd')?.between(1, 3)).toEqual([1, 3]);
  });
});

it('spells are no longer than that, from their first', () => {
  expect(spells([0, 2, 4, 5, 9], same, 4)).toEqual([
    [0, 2, 4],
    [5, 9],
  ]);
});
