import { describe, expect, it } from 'vitest';

import { Blame } from '../../../scripts/eval/make/blame.ts';
import { Faults } from '../../../scripts/eval/make/faults.ts';

/** Notes that a cause held an object from one second to another, as the simulator does it: twice a second. */
function hold(blame: Blame, object: string, cause: string, from: number, to: number): void {
  for (let ms = from * 1000; ms <= to * 1000; ms += 500) blame.note(ms, object, 'short', cause);
}

const causes = (blame: Blame, fired: number, ended: number) =>
  blame.causesOf('Deployment/shop/cart', undefined, fired * 1000, ended * 1000);

function cart(...holds: (readonly [cause: string, from: number, to: number])[]): Blame {
  const blame = new Blame();
  for (const [cause, from, to] of holds) hold(blame, 'Deployment/shop/cart', cause, from, to);
  return blame;
}

describe('what an alert is blamed on', () => {
  it('is the cause that held its object', () => {
    expect(causes(cart(['crash', 5, 30]), 10, 30)).toEqual(['crash']);
  });

  it('is the earlier of two, with the later one told too', () => {
    expect(causes(cart(['node', 12, 40], ['crash', 5, 30]), 20, 40)).toEqual(['crash', 'node']);
  });

  it('is not the one that began after it had fired', () => {
    expect(causes(cart(['crash', 5, 30], ['node', 25, 40]), 10, 40)).toEqual(['crash', 'node']);
    expect(causes(cart(['node', 25, 40]), 10, 40)).toEqual([]);
  });

  it('is one that has just ended only where nothing holds the object any more', () => {
    expect(causes(cart(['crash', 5, 14]), 20, 25)).toEqual(['crash']);
    expect(causes(cart(['crash', 5, 14], ['node', 16, 40]), 20, 40)[0]).toBe('node');
    expect(causes(cart(['crash', 5, 14]), 60, 70)).toEqual([]);
  });

  it('is of the faults that the rule is about', () => {
    const blame = cart(['crash', 5, 30]);
    blame.note(10_000, 'Deployment/shop/cart', 'stuck', 'rollout');
    expect(blame.causesOf('Deployment/shop/cart', ['stuck'], 10_000, 11_000)).toEqual(['rollout']);
  });

  it('starts anew after a pause', () => {
    const blame = cart(['crash', 5, 8], ['node', 20, 40], ['crash', 30, 40]);
    expect(causes(blame, 35, 40)).toEqual(['node', 'crash']);
  });
});

describe('faults', () => {
  it('end by themselves or when told, and count for the seconds that they lasted', () => {
    const faults = new Faults();
    faults.add({ object: 'pod/a/b', kind: 'throttled', cause: 'x', fromMs: 1000, toMs: 3000 });
    faults.add({ object: 'pod/a/b', kind: 'throttled', cause: 'x', fromMs: 10_000 });
    expect([0, 2, 5, 12].map((s) => faults.seconds(s * 1000, 'pod/a/b', 'throttled'))).toEqual([0, 1, 2, 4]);
    faults.end(12_000, ({ cause }) => cause === 'x');
    expect(faults.seconds(20_000, 'pod/a/b', 'throttled')).toBe(4);
    expect([2, 5, 11, 12].map((s) => faults.has(s * 1000, 'pod/a/b', 'throttled'))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(faults.all(11_000)).toHaveLength(1);
  });
});
