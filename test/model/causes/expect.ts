import fc from 'fast-check';
import { expect } from 'vitest';

import { parseMatchers } from '../../../src/rules/parse-matchers.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { minute, noon } from '../../support/store.ts';
import { WorkerBench } from '../../support/worker-bench.ts';
import { isoTime } from '../../../src/storm/fold-entry.ts';
import { type History, type Step, histories } from './histories.ts';
import type { Place } from './look.ts';
import { Run } from './run.ts';

/** So many histories, through the workers: whatever befalls them, each alert is in one storm, and at last in one of its cause. */
export async function expectDivided(numRuns: number, seed: number): Promise<void> {
  let mishaps = 0;
  const check = async (history: History) => void (mishaps += await expectHistory(history));
  await fc.assert(fc.asyncProperty(histories, check), { numRuns, seed });
  // Else nothing was held against it.
  expect(mishaps).toBeGreaterThan(numRuns / 10);
}

/** So many, with workers that are always there, and with workers that come and go: the storms must be the same. */
export async function expectSame(numRuns: number, seed: number): Promise<void> {
  const check = async ({ steps, ...rules }: History) => {
    const own = steps.filter(({ kind }) => kind === 'notify' || kind === 'fold' || kind === 'fire');
    await expectSameStorms({ ...rules, steps: own });
  };
  await fc.assert(fc.asyncProperty(histories, check), { numRuns, seed });
}

/** One of them, in which nobody seals by force. */
export async function expectSameStorms(history: History): Promise<void> {
  expect(await stormsOf(history, false)).toEqual(await stormsOf(history, true));
}

async function stormsOf(history: History, prompt: boolean): Promise<string[]> {
  await using bench = await benchFor(history);
  const run = new Run(bench, prompt);
  for (const step of history.steps) {
    const { mishap: _none, ...calm } = { mishap: undefined, ...step };
    await run.take(prompt ? (calm as Step) : step);
  }
  await run.end();
  const storms = (await bench.storms()).filter(({ cause }) => cause);
  const told = storms.map(async (storm) => {
    const { members } = await bench.instance.reader.members(storm, 0, 1000);
    const keys = members.map(({ fingerprint, startsAt }) => `${fingerprint}@${startsAt}`).toSorted();
    const { openedAt, sealAt, deliveryCount, resolvedCount, cause } = storm;
    return `${cause?.name} ${openedAt - noon} to ${sealAt - noon}: ${deliveryCount}, ${resolvedCount}: ${keys.join(' ')}`;
  });
  return (await Promise.all(told)).toSorted();
}

/** One of them. Answers how often something befell a worker. */
export async function expectHistory(history: History): Promise<number> {
  await using bench = await benchFor(history);
  const run = new Run(bench);
  for (const step of history.steps) await run.take(step);
  expectAll(run, await run.end());
  await expectCauses(run);
  return run.mishaps;
}

async function benchFor({ maxAlerts, whenResolved }: History): Promise<WorkerBench> {
  const book = ruleBookOf({
    ...{ windowMs: 5 * minute, correlate: true, whenResolved },
    ...{ urgent: [parseMatchers('severity="page"')], urgentWaitMs: 20_000 },
  });
  const correlation = { ...book.correlation, maxAlerts, withinMs: 24 * 60 * minute };
  return WorkerBench.open({ config: { ruleBook: { ...book, correlation } } });
}

/** Each episode that was sent is a member, and has ended if that was said, whichever storm it was in by then. */
function expectAll({ things }: Run, places: ReadonlyMap<string, Place>): void {
  expect([...places.keys()].toSorted()).toEqual(things.episodes.map(({ key }) => key).toSorted());
  const told = things.episodes.filter(({ expires }) => !expires);
  const ends = told.map(({ key, endedAt }) => [key, endedAt === undefined ? undefined : isoTime(endedAt)]);
  expect(told.map(({ key }) => [key, places.get(key)?.endsAt])).toEqual(ends);
}

/** Nothing is left open or undivided, and each storm is of one cause. */
async function expectCauses({ bench, things }: Run): Promise<void> {
  const storms = await bench.storms();
  const left = storms.filter(({ state }) => state === 'open' || state === 'sealed');
  expect(left.map(({ id, state }) => `${state} ${id}`)).toEqual([]);
  const causeOf = new Map(things.episodes.map(({ key, cause }) => [key, cause]));
  for (const storm of storms.filter(({ cause }) => cause)) {
    const { members } = await bench.instance.reader.members(storm, 0, 1000);
    const causes = new Set(
      members.map(({ fingerprint, startsAt }) => causeOf.get(`${fingerprint}@${startsAt}`)),
    );
    expect([...causes]).toHaveLength(1);
  }
  const into = storms.flatMap(({ dividedInto = [] }) => dividedInto);
  expect(into.toSorted()).toEqual(
    storms
      .filter(({ cause }) => cause)
      .map(({ id }) => id)
      .toSorted(),
  );
  const sums = await bench.instance.counters.read();
  expect(sums).toMatchObject({ pending: 0, sealedStorms: into.length });
}
