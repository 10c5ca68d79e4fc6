import { describe, expect, it } from 'vitest';

import { patternsOf } from '../../../src/rules/in-force.ts';
import type { RuleBook } from '../../../src/rules/rule.ts';
import { isoTime } from '../../../src/storm/fold-entry.ts';
import { divide } from '../../../workers/divide.ts';
import { tellLate } from '../../../workers/late.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { minute, noon } from '../../support/store.ts';
import type { WorkerBench } from '../../support/worker-bench.ts';
import { arrive, correlating, ended, membersOf, nodeDown, passed, podOn, single } from './support.ts';

const off = ruleBookOf({ windowMs: 5 * minute });
const on = ruleBookOf({ windowMs: 5 * minute, correlate: true });

async function reload(bench: WorkerBench, book: RuleBook): Promise<void> {
  const { moved, rules } = bench.instance;
  await moved.claim(patternsOf(book), rules.patterns);
  rules.replace(book);
}

describe('what is remembered of an alert', () => {
  it('leads to its cause where correlation was switched off since', async () => {
    await using bench = await correlating();
    await bench.work();
    const { moved, rules } = bench.instance;
    await moved.claim(rules.patterns, rules.patterns);
    const [node, pod] = [nodeDown('worker-3'), podOn('worker-3', 'api')];
    await arrive(bench, 0, single('mail'));
    await arrive(bench, 3 * minute, node, pod, podOn('worker-3', 'cart'));
    await reload(bench, off);
    // A repeat, an end while it is open, one once it was carried over, and one once it was written.
    await arrive(bench, 4 * minute, pod, node);
    await arrive(bench, 4 * minute + 1, ended(pod, isoTime(noon + 4 * minute)));
    await passed(bench, 5 * minute);
    await bench.until('submitted', 1);
    await arrive(bench, 6 * minute, ended(podOn('worker-3', 'cart'), isoTime(noon + 6 * minute)));
    await passed(bench, 8 * minute);
    const storms = await bench.until('submitted', 2);
    const cause = storms.find(({ alertCount }) => alertCount === 3);
    expect(cause).toMatchObject({ resolvedCount: 2, endedLateCount: 0 });
    await arrive(bench, 9 * minute, ended(node, isoTime(noon + 9 * minute)), node);
    const after = await bench.instance.reader.storm(cause?.id ?? '');
    expect(after).toMatchObject({ resolvedCount: 2, endedLateCount: 1 });
    expect((await membersOf(bench, after)).every(({ endsAt }) => endsAt)).toBe(true);
    expect(await bench.storms('open')).toEqual([]);
  });

  it('leads to the storm of its pattern where correlation was switched on since', async () => {
    await using bench = await correlating({ correlate: false });
    await bench.work();
    const { moved, rules } = bench.instance;
    await moved.claim(rules.patterns, rules.patterns);
    const [node, pod] = [nodeDown('worker-3'), podOn('worker-3', 'api')];
    await arrive(bench, 0, node, pod);
    await reload(bench, on);
    await arrive(bench, minute, node, pod, podOn('worker-3', 'cart'));
    await arrive(bench, 2 * minute, ended(pod, isoTime(noon + 2 * minute)));
    const open = await bench.storms('open');
    expect(open.map(({ resolvedCount }) => resolvedCount).toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    await passed(bench, 6 * minute);
    const storms = await bench.until('submitted', 3);
    expect(storms.map(({ alertCount }) => alertCount)).toEqual([1, 1, 1]);
  });

  it('is told to who has it by now, also while its scope is divided', async () => {
    await using bench = await correlating();
    const { store, scopes, reader } = bench.instance;
    await bench.work();
    await arrive(bench, 0, single('mail'), single('api'));
    await arrive(bench, 3 * minute, nodeDown('worker-3'), podOn('worker-3', 'cart'));
    await bench.rest();
    bench.clock.time = noon + 5 * minute;
    const [open] = await bench.storms('open');
    await store.seal(open?.id ?? '');
    const [scope] = await bench.storms('sealed');
    if (!scope) throw new Error('nothing is sealed');
    // On the road of another partition, whose rules do not correlate any more.
    const tell = (...ordinals: number[]) =>
      tellLate(
        bench.context,
        ordinals.map((ordinal) => ({
          kind: 'ended',
          id: scope.id,
          ordinal,
          text: String(noon + 4 * minute),
        })),
      );
    const carry = scopes.carry.bind(scopes);
    scopes.carry = async (...args) => {
      await tell(0, 2);
      const reply = await carry(...args);
      await tell(0, 2, 3);
      return reply;
    };
    await divide(bench.context, scope);
    expect(await reader.storm(scope.id)).toMatchObject({ state: 'divided' });
    const causes = await bench.storms('sealed');
    expect(causes.map(({ endedLateCount }) => endedLateCount).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await bench.storms('open')).toMatchObject([{ alertCount: 2, resolvedCount: 2 }]);
  });
});
