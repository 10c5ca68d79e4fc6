import { describe, expect, it } from 'vitest';

import type { Storm } from '../../../src/storm/storm.ts';
import { minute, noon } from '../../support/store.ts';
import type { WorkerBench } from '../../support/worker-bench.ts';
import { divide } from '../../../workers/divide.ts';
import { sweep } from '../../../workers/sweep.ts';
import { tellLate } from '../../../workers/late.ts';
import { arrive, correlating, membersOf, nodeDown, passed, podOn, shapeOf, single } from './support.ts';

const node = ['node worker-3', 3, 3, 0, 0, 5 * minute] as const;

/** A scope that is sealed, by a worker that died before it was divided. */
async function sealedOnly(bench: WorkerBench): Promise<Storm> {
  await bench.work();
  await arrive(bench, 0, nodeDown('worker-3'), podOn('worker-3', 'api'), podOn('worker-3', 'cart'));
  await arrive(bench, 3 * minute, single('mail'));
  await bench.rest();
  bench.clock.time = noon + 5 * minute;
  const [open] = await bench.storms('open');
  await bench.instance.store.seal(open?.id ?? '');
  const [scope] = await bench.storms('sealed');
  if (!scope) throw new Error('nothing is sealed');
  return scope;
}

async function isSettled(bench: WorkerBench): Promise<void> {
  await bench.until('divided', 1);
  const storms = await bench.until('submitted', 1);
  expect(storms.map(shapeOf)).toEqual([node]);
  expect(await bench.storms('sealed')).toEqual([]);
  const resources = await bench.resources();
  expect(resources.map(({ spec }) => spec.members.length)).toEqual([3]);
}

describe('a scope that was sealed and not divided', () => {
  it('is divided once its own job looks', async () => {
    await using bench = await correlating();
    const scope = await sealedOnly(bench);
    await bench.work();
    await bench.fire(scope);
    await isSettled(bench);
    expect(await bench.storms('open')).toMatchObject([{ alertCount: 1, sealAt: noon + 8 * minute }]);
  });

  it('is divided before anything else is folded', async () => {
    await using bench = await correlating();
    await sealedOnly(bench);
    await bench.post(podOn('worker-5', 'shop'));
    await bench.work();
    await bench.folded();
    await isSettled(bench);
    // What was carried over has opened the next storm.
    const [open] = await bench.storms('open');
    expect(open).toMatchObject({ alertCount: 2, deliveryCount: 2, sealAt: noon + 8 * minute });
    const members = await membersOf(bench, open);
    expect(members.map(({ resource }) => resource.name.split('-')[0])).toEqual(['mail', 'shop']);
  });

  it('is divided by the sweep, should its job be gone', async () => {
    await using bench = await correlating();
    const scope = await sealedOnly(bench);
    await (await bench.instance.queues.finalize.getJob(scope.id))?.remove();
    await bench.work();
    bench.clock.time += 10_000;
    expect(await sweep(bench.context)).toMatchObject({ armed: 1 });
    await isSettled(bench);
  });

  it('comes to the same however often it is divided, also beside itself', async () => {
    await using bench = await correlating();
    const scope = await sealedOnly(bench);
    await Promise.all([divide(bench.context, scope), divide(bench.context, scope)]);
    await divide(bench.context, scope);
    await bench.work();
    await isSettled(bench);
    expect(await bench.storms('open')).toMatchObject([{ alertCount: 1, deliveryCount: 1 }]);
    const counters = await bench.instance.counters.read();
    expect(counters).toMatchObject({ opened: 1, folded: 3, sealedStorms: 1, submittedStorms: 1 });
  });
});

describe('what came late for a scope that was divided', () => {
  it('is told to the storms that have its alerts now', async () => {
    await using bench = await correlating();
    const scope = await sealedOnly(bench);
    await divide(bench.context, scope);
    const text = String(noon + 4 * minute);
    const end = (ordinal: number) => ({ kind: 'ended' as const, id: scope.id, ordinal, text });
    await tellLate(bench.context, [end(1), end(3)]);
    await tellLate(bench.context, [end(1), end(3)]);
    const [[cause], [open]] = [await bench.storms('sealed'), await bench.storms('open')];
    expect(cause).toMatchObject({ alertCount: 3, resolvedCount: 0, endedLateCount: 1 });
    expect((await membersOf(bench, cause)).map(({ endsAt }) => endsAt !== undefined)).toEqual([
      false,
      true,
      false,
    ]);
    expect(open).toMatchObject({ alertCount: 1, resolvedCount: 1 });
  });

  it('is counted in its cause, where it was told before the division', async () => {
    await using bench = await correlating();
    const scope = await sealedOnly(bench);
    const text = String(noon + 4 * minute);
    await tellLate(
      bench.context,
      [0, 3].map((ordinal) => ({ kind: 'ended' as const, id: scope.id, ordinal, text })),
    );
    await divide(bench.context, scope);
    const [[cause], [open]] = [await bench.storms('sealed'), await bench.storms('open')];
    expect(cause).toMatchObject({ resolvedCount: 1, endedLateCount: 0 });
    const ends = (await membersOf(bench, cause)).map(({ endsAt }) => endsAt !== undefined);
    expect(ends).toEqual([true, false, false]);
    expect(open).toMatchObject({ resolvedCount: 1 });
    await bench.work();
    await passed(bench, 8 * minute);
    const storms = await bench.until('submitted', 2);
    expect(storms.map(({ resolvedCount }) => resolvedCount)).toEqual([1, 1]);
  });
});
