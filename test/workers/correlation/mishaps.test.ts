import { describe, expect, it } from 'vitest';

import { expectHistory } from '../../model/causes/expect.ts';
import type { Mishap, Notify, Step } from '../../model/causes/histories.ts';
import { minute } from '../../support/store.ts';

type Told = Notify['alerts'][number];

const alert = (thing: number, act: Told['act'] = 'fire'): Told => {
  return { scope: 0, thing, act, expiresInMs: undefined };
};
const notify = (afterMs: number, ...alerts: Told[]): Step => ({ kind: 'notify', afterMs, alerts });
const fold = (mishap?: Mishap): Step => ({ kind: 'fold', mishap });
const dies = (at: number): Mishap => ({ kind: 'dies', at });
const [node, certificate] = [0, 6];

/** What befell workers where something had to be mended, as the seeded histories of test/model/causes found it. */
describe('a worker that divides', () => {
  it.each([3, 4, 5])('and dies (%i): an end is not taken for that of a later episode', async (at) => {
    // The node is carried over, and what says that it has ended comes with what says that it began anew.
    const steps = [
      notify(0, alert(certificate)),
      notify(4 * minute, alert(node)),
      fold(),
      notify(minute, alert(node, 'end'), alert(node)),
      fold(dies(at)),
    ];
    expect(await expectHistory({ maxAlerts: 10_000, whenResolved: 'submit', steps })).toBe(1);
  });
});
