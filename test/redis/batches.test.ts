import { expect, it } from 'vitest';

import { Batches } from '../../src/redis/batches.ts';

/** Questions as they were asked, each answered when the test says so. */
function asked() {
  const questions: { readonly all: readonly string[]; readonly end: PromiseWithResolvers<boolean> }[] = [];
  const batches = new Batches<string>((all) => {
    const end = Promise.withResolvers<boolean>();
    questions.push({ all: [...all], end });
    return end.promise;
  });
  return { questions, batches };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('asks of all that came while a question was on its way together, and never of two at once', async () => {
  const { questions, batches } = asked();
  const first = batches.ask(0, ['a']);
  await turn();
  const others = [batches.ask(0, ['b', 'c']), batches.ask(0, ['d'])];
  await turn();
  expect(questions.map(({ all }) => all)).toEqual([['a']]);
  questions[0]?.end.resolve(false);
  expect(await first).toBe(false);
  await turn();
  expect(questions.map(({ all }) => all)).toEqual([['a'], ['b', 'c', 'd']]);
  questions[1]?.end.resolve(true);
  expect(await Promise.all(others)).toEqual([true, true]);
});

it('does not let a lane wait for another, nor a question for one that failed', async () => {
  const { questions, batches } = asked();
  const failing = batches.ask(0, ['a']);
  const beside = batches.ask(1, ['b']);
  await turn();
  expect(questions.map(({ all }) => all)).toEqual([['a'], ['b']]);
  const next = batches.ask(0, ['c']);
  questions[0]?.end.reject(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  await turn();
  expect(questions.at(-1)?.all).toEqual(['c']);
  for (const { end } of questions) end.resolve(true);
  expect(await Promise.all([beside, next])).toEqual([true, true]);
});
