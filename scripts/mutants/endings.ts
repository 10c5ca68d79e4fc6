import type { Mutant } from './mutant.ts';

const finalize = 'workers/finalize.ts';
const failure = 'workers/submit-failure.ts';
const armed = ['test/workers/armed.test.ts'];
const submit = ['test/workers/submit.test.ts'];

/** The protections on a storm's way from its first alert to its end: armed, woken, tried again, given up. */
export const endingMutants: readonly Mutant[] = [
  {
    name: 'arming: a storm opens without its finalize job',
    file: 'workers/fold-job.ts',
    find: 'if (opened || sooner) await',
    replace: 'if ((opened || sooner) && now < 0) await',
    tests: armed,
  },
  {
    name: 'arming: not repeated by a rerun',
    file: 'workers/fold-job.ts',
    find: 'for (const storm of answer.storms)',
    replace: 'for (const storm of answer.again ? [] : answer.storms)',
    tests: armed,
  },
  {
    name: 'poison: a job that lost alerts is folded all the same',
    file: 'workers/fold-job.ts',
    find: 'if (alertsIn(jobId) !== data.alerts.length) {',
    replace: 'if (data.alerts.length === 0) {',
    tests: ['test/workers/poison.test.ts'],
  },
  {
    name: 'poison: a job that nobody can read is tried again',
    file: 'workers/poison.ts',
    find: `throw new UnrecoverableError(`,
    replace: `throw new Error(`,
    tests: ['test/workers/poison.test.ts'],
  },
  {
    name: 'order: workers start with any number of jobs at a time',
    file: 'workers/main.ts',
    find: `await inPlace(() => queue.setGlobalConcurrency(1), log);`,
    replace: `await inPlace(() => queue.removeGlobalConcurrency(), log);`,
    tests: ['test/workers/recovery.test.ts'],
  },
  {
    name: "recovery: a worker has BullMQ's own settings",
    file: 'workers/main.ts',
    find: `    ...recoverySettings,\n`,
    replace: '',
    tests: ['test/workers/recovery.test.ts'],
  },
  {
    name: 'recovery: a job that was lost twice is given up',
    file: 'src/queue/job-options.ts',
    find: `maxStalledCount: 1_000_000`,
    replace: `maxStalledCount: 2`,
    tests: ['test/workers/recovery.test.ts'],
  },
  {
    name: 'wake-ups: a job sleeps for less than a quarter of a second',
    file: finalize,
    find: `const leastDelayMs = 250;`,
    replace: `const leastDelayMs = 0;`,
    tests: ['test/workers/traps.test.ts'],
  },
  {
    name: 'wake-ups: the seal is sent while its job cannot be woken',
    file: finalize,
    find: `  await job.moveToDelayed(Date.now() + delayMs, token);`,
    replace: `  const early = queues.aggregate[partitionOf(patternHashOf(storm.id), config.partitions)];
  if (due && early) await sendSeal(early, armedStorm(storm));
  await job.moveToDelayed(Date.now() + delayMs, token);`,
    tests: armed,
  },
  {
    name: 'wake-ups: a storm that is sealed by force meanwhile sleeps on',
    file: finalize,
    find: `if (since?.state !== storm.state || since.sealAt < storm.sealAt)`,
    replace: `if (since === undefined)`,
    tests: ['test/workers/broken.test.ts'],
  },
  {
    name: 'dead letters: a job is given up before its storm says so',
    file: failure,
    find: `await store.settle(storm.id, 'failed', text);`,
    replace: `void store.settle(storm.id, 'failed', text).catch(() => undefined);`,
    tests: ['test/workers/submit-failure.test.ts'],
  },
  {
    name: 'dead letters: what Redis refuses counts against the resource',
    file: failure,
    find: `if (isPassing(cause)) throw cause;`,
    replace: '',
    tests: ['test/workers/submit-failure.test.ts'],
  },
  {
    name: 'sink: what can never work is tried for ever',
    file: 'src/sink/retry.ts',
    find: `if (error.verdict === 'never') return -1;`,
    replace: '',
    tests: ['test/sink/retry.test.ts'],
  },
  {
    name: 'sink: refused for an hour, counted anew at each try',
    file: failure,
    find: `if (refusedSince !== undefined && job.attemptsMade > 0) return refusedSince;`,
    replace: '',
    tests: submit,
  },
  {
    name: 'sweep: an open storm whose job is dead stays open',
    file: 'workers/sweep-storms.ts',
    find: `if (woken !== 'dead') return`,
    replace: `if (woken !== 'armed') return`,
    tests: armed,
  },
  {
    name: 'sweep: a sealed storm whose job is dead looks healthy',
    file: 'workers/sweep-storms.ts',
    find: `if (state === 'failed') {`,
    replace: `if (state === undefined && now < 0) {`,
    tests: armed,
  },
  {
    name: 'sweep: a failed storm is retried by itself',
    file: 'workers/sweep-storms.ts',
    find: `if (await context.instance.queues.finalize.getJob(entry.id)) return undefined;`,
    replace: `await (await context.instance.queues.finalize.getJob(entry.id))?.retry('failed');`,
    tests: [...armed, ...submit],
  },
  {
    name: 'deterministic name: made from the time',
    file: 'src/sink/resource-name.ts',
    find: `const suffix = id.slice(patternHashOf(id).length);`,
    replace: 'const suffix = `${id.slice(patternHashOf(id).length)}${performance.now()}`;',
    tests: ['test/sink/resource-name.test.ts'],
  },
  {
    name: 'spec hash: another one when keys come in another order',
    file: 'src/sink/spec-hash.ts',
    find: `JSON.stringify(sorted(spec))`,
    replace: `JSON.stringify(spec)`,
    tests: ['test/sink/manifest.test.ts'],
  },
  {
    name: 'overload: the marks flutter',
    file: 'src/intake/overload.ts',
    find: `mark * easedShare : mark`,
    replace: `mark : mark`,
    tests: ['test/intake/overload.test.ts'],
  },
  {
    name: 'draining: alerts are taken until the process ends',
    file: 'src/intake/admission.ts',
    find: `if (draining()) throw`,
    replace: `if (draining() && false) throw`,
    tests: ['test/intake/refusals.test.ts'],
  },
  {
    name: 'bytes in flight: any number',
    file: 'src/intake/body-budget.ts',
    find: `this.#limit = limit;`,
    replace: `this.#limit = limit * 1e9;`,
    tests: ['test/intake/refusals.test.ts'],
  },
  {
    name: 'bytes in flight: any number where none was announced',
    file: 'src/intake/body-budget.ts',
    find: `if (this.#held + bytes > this.#limit) return false;`,
    replace: '',
    tests: ['test/intake/refusals.test.ts'],
  },
];
