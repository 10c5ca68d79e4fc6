import { describe, expect, it } from 'vitest';

import { ratesOf, scoreOf, sumOf, together } from '../../../scripts/eval/score.ts';
import { alert, delivery, incidentOf, key, knownOf, truthOf } from './made.ts';

const keys = (...names: string[]) => names.map(key);
const three = incidentOf({ disk: ['a', 'b', 'c'], crash: ['d', 'e'], clock: ['f'] });

describe('the score of a method', () => {
  it('is perfect when its items are the causes', () => {
    const score = scoreOf(three, [keys('a', 'b', 'c'), keys('d', 'e'), keys('f')]);
    expect(score).toEqual({
      ...{ alerts: 6, causes: 3, items: 3, missing: 0, mixed: 0, split: 0 },
      ...{ predictedPairs: 4, truePairs: 4, hitPairs: 4 },
    });
    expect(ratesOf(score)).toEqual({ reduction: 0.5, precision: 1, recall: 1 });
  });

  it('counts pairs, items of several causes, and causes in several items', () => {
    const score = scoreOf(three, [keys('a', 'b', 'f'), keys('c', 'd')]);
    expect(score).toEqual({
      ...{ alerts: 6, causes: 3, items: 3, missing: 1, mixed: 2, split: 2 },
      ...{ predictedPairs: 4, truePairs: 4, hitPairs: 1 },
    });
    expect(ratesOf(score)).toEqual({ reduction: 0.5, precision: 0.25, recall: 0.25 });
  });

  it('is that of no folding when a method says nothing', () => {
    const score = scoreOf(three, []);
    expect(score).toMatchObject({ items: 6, missing: 6, mixed: 0, split: 2, predictedPairs: 0, hitPairs: 0 });
    expect(ratesOf(score)).toEqual({ reduction: 0, precision: 1, recall: 0 });
  });

  it('leaves out what came on another path, only as resolved, or as a heartbeat', () => {
    const heartbeat = alert('Watchdog');
    const resolved = { ...alert('z'), status: 'resolved' as const };
    const elsewhere = delivery([alert('y')], '/other');
    const truth = truthOf({ disk: ['a', 'b'] });
    const known = knownOf([delivery([alert('a'), alert('b'), heartbeat, resolved]), elsewhere], truth);
    expect(scoreOf(known, [keys('a', 'z'), keys('b', 'y', 'Watchdog')])).toMatchObject({
      ...{ alerts: 2, items: 2, mixed: 0, split: 1, predictedPairs: 0 },
    });
  });

  it('is refused where an item names what never came, or two items the same alert', () => {
    expect(() => scoreOf(three, [keys('a', 'x')])).toThrow(
      `made: an item names ${key('x')}, which never came`,
    );
    expect(() => scoreOf(three, [keys('a', 'a'), keys('a')])).toThrow(`two items name ${key('a')}`);
  });

  it('adds up over incidents by counts, and not by rates', () => {
    const other = incidentOf({ one: ['a'], two: ['b'] });
    const scores = [scoreOf(three, [keys('a', 'b', 'c')]), scoreOf(other, [keys('a', 'b')])];
    expect(sumOf(scores)).toEqual({
      ...{ alerts: 8, causes: 5, items: 5, missing: 3, mixed: 1, split: 1 },
      ...{ predictedPairs: 4, truePairs: 4, hitPairs: 3 },
    });
    expect(ratesOf(sumOf(scores)).precision).toBe(0.75);
  });

  it('tells how many alerts share an item with another', () => {
    expect(together(three, [keys('a', 'b'), keys('c', 'c'), keys('d', 'e', 'f')])).toBe(5);
    expect(together(three, [])).toBe(0);
  });
});
