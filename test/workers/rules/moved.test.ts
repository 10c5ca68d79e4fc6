import { expect, it, vi } from 'vitest';

import { jobNames, parseJob } from '../../../src/queue/jobs.ts';
import { plainPatterns } from '../../../src/rules/in-force.ts';
import { foldEntryOf } from '../../../src/storm/fold-entry.ts';
import { withMemoryOfOthers } from '../../../workers/moved.ts';
import { failNext, foldAndDie, road } from '../../support/road.ts';
import { ruleBookOf } from '../../support/rule-book.ts';
import { WorkerBench, podAlert } from '../../support/worker-bench.ts';

const alert = podAlert('api-1');

/** The alert waits on the road of the rules that were, and a second later on that of those that are. */
async function arrivedTwice(bench: WorkerBench) {
  const { instance } = bench;
  await bench.post(alert);
  instance.rules.replace(ruleBookOf({ by: ['pod', 'alertname'] }));
  await instance.moved.claim(instance.rules.patterns, plainPatterns);
  bench.clock.time += 1000;
  await bench.post(alert);
  const others = instance.queues.aggregate.filter((queue) => queue !== road(bench));
  const [job] = (await Promise.all(others.map((queue) => queue.getWaiting()))).flat();
  if (job?.name !== jobNames.fold) throw new Error('both are on one road');
  const partition = instance.queues.aggregate.findIndex(({ name }) => name === job.queueName);
  return { partition, jobId: job.id ?? '', data: parseJob.fold(job.data) };
}

async function remembered(bench: WorkerBench, job: Awaited<ReturnType<typeof arrivedTwice>>) {
  const entries = job.data.alerts.map((each) => foldEntryOf(each, bench.instance.config.severityOrder));
  const [entry] = await withMemoryOfOthers(bench.context, job, entries);
  return entry?.rememberedElsewhere;
}

it('what is folded on the other road between two looks is remembered', async () => {
  await using bench = await WorkerBench.open();
  const job = await arrivedTwice(bench);
  const { moved } = bench.instance;
  const ask = moved.ask.bind(moved);
  vi.spyOn(moved, 'ask').mockImplementationOnce(async (...args) => {
    const answer = await ask(...args);
    await foldAndDie(bench);
    await road(bench).drain();
    return answer;
  });
  expect(await remembered(bench, job)).toBeDefined();
});

it('a dead letter does not hide what waits behind it', async () => {
  await using bench = await WorkerBench.open();
  await bench.post(podAlert('api-2'));
  await failNext(bench, 'poison');
  bench.clock.time += 1000;
  const job = await arrivedTwice(bench);
  const stateOf = vi.spyOn(road(bench), 'getJobState');
  stateOf.mockImplementationOnce(async (jobId) => {
    stateOf.mockRestore();
    const state = await road(bench).getJobState(jobId);
    await foldAndDie(bench);
    await road(bench).drain();
    return state;
  });
  expect(await remembered(bench, job)).toBeDefined();
});

it('what no other partition remembers is left as it was: nobody asks for its labels', async () => {
  await using bench = await WorkerBench.open();
  await bench.instance.moved.claim('other', plainPatterns);
  await bench.post(alert);
  const [job] = await road(bench).getWaiting();
  const data = parseJob.fold(job?.data);
  const partition = bench.instance.queues.aggregate.indexOf(road(bench));
  const entry = foldEntryOf(alert, bench.instance.config.severityOrder);
  const described = vi.spyOn(entry, 'described', 'get');
  const told = await withMemoryOfOthers(bench.context, { partition, jobId: job?.id ?? '', data }, [entry]);

  expect([told.length, told[0] === entry]).toEqual([1, true]);
  expect(described).not.toHaveBeenCalled();
});
