import { describe, expect, it } from 'vitest';

import { expectHistory, expectSameStorms } from '../../model/causes/expect.ts';
import type { History, Mishap, Notify, Step } from '../../model/causes/histories.ts';
import { minute } from '../../support/store.ts';

type Told = Notify['alerts'][number];

const alert = (thing: number, act: Told['act'] = 'fire'): Told => {
  return { scope: 0, thing, act, expiresInMs: undefined };
};
const notify = (afterMs: number, ...alerts: Told[]): Step => ({ kind: 'notify', afterMs, alerts });
const fold = (mishap?: Mishap): Step => ({ kind: 'fold', mishap });
const [node, pod, mail, job, other] = [0, 1, 4, 6, 7];

const history = (...steps: Step[]): History => ({ maxAlerts: 10_000, whenResolved: 'submit', steps });

/** One window with a node that goes, a crash and a job; late in it another one; and what comes after it. */
const oneWindow = (mishap: Mishap) =>
  history(
    notify(0, alert(node), alert(pod), alert(mail), alert(job)),
    notify(minute, alert(node), alert(mail, 'end'), alert(mail)),
    notify(2 * minute, alert(other), alert(other)),
    fold(),
    notify(2 * minute, alert(node, 'end'), alert(other, 'end'), alert(pod), alert(other)),
    fold(mishap),
    notify(minute, alert(pod, 'end'), alert(job)),
    fold(),
    { kind: 'wake' },
    { kind: 'rerun' },
    { kind: 'fire', mishap: undefined },
  );

/** Each is held against all that test/model/causes knows of histories. */
describe('a worker that divides', () => {
  const moments = Array.from({ length: 24 }, (_, i) => i + 1);

  it.each(moments)('and dies at moment %i, leaves each alert in one storm of its cause', async (at) => {
    expect(await expectHistory(oneWindow({ kind: 'dies', at }))).toBe(1);
  });

  it.each(moments)('and freezes at moment %i, does no harm when it wakes', async (at) => {
    expect(await expectHistory(oneWindow({ kind: 'freezes', at }))).toBe(1);
  });

  it.each(moments.slice(0, 8))('and dies at moment %i, lets nobody meet what came long after', async (at) => {
    // The window of the second ends before the last one comes.
    const steps = [
      notify(0, alert(job)),
      notify(3 * minute, alert(node), alert(other)),
      fold(),
      notify(7 * minute, alert(node), alert(pod), alert(mail)),
      fold({ kind: 'dies', at }),
    ];
    await expectSameStorms(history(...steps));
  });

  it.each(moments)('and dies at moment %i, does not take an end for that of a later episode', async (at) => {
    // The node is carried over, and what says that it has ended comes with what says that it began anew.
    const steps = [
      notify(0, alert(job)),
      notify(4 * minute, alert(node)),
      fold(),
      notify(minute, alert(node, 'end'), alert(node)),
      fold({ kind: 'dies', at }),
    ];
    await expectHistory(history(...steps));
  });
});
