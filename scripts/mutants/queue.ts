import type { Mutant } from './mutant.ts';

const enqueue = { file: 'src/queue/enqueue.ts', tests: ['test/queue/enqueue.test.ts'] };
const arm = { file: 'src/queue/arm.ts', tests: ['test/queue/arm.test.ts'] };
const urgency = { file: 'src/queue/arm.ts', tests: ['test/queue/urgency.test.ts'] };
const plan = { file: 'src/queue/plan.ts', tests: ['test/queue/plan.test.ts'] };
const gather = { file: 'src/queue/gather.ts', tests: ['test/queue/gather.test.ts'] };
const jobOptions = 'src/queue/job-options.ts';

/** The protections of the queues: what goes in whole, in which order it is worked on, and what gives up. */
export const queueMutants: readonly Mutant[] = [
  {
    ...plan,
    name: 'together: that alerts were cut off spreads to those of others',
    find: '&& owner.truncated === request.truncated',
    replace: '',
  },
  { ...plan, name: 'together: traces share a job', find: ' && owner.trace === request.trace', replace: '' },
  {
    ...plan,
    name: 'together: a job takes alerts of other rules',
    find: 'first.road.terms === road.terms && ',
    replace: '',
  },
  {
    ...plan,
    name: 'together: bad alerts are kept under the name of another request',
    find: 'draft.rejected.push({ ...one, requestId })',
    replace: "draft.rejected.push({ requestId: 'r0', ...one })",
  },
  {
    ...plan,
    name: 'together: a job takes alerts that are muted at other times',
    find: 'first.road.muted === road.muted && ',
    replace: '',
  },
  {
    ...gather,
    name: 'gathering: what comes overtakes what waits',
    find: 'items.push(item)',
    replace: 'items.unshift(item)',
  },
  {
    ...gather,
    name: 'gathering: answered before what it goes with has returned',
    find: 'outcome.resolve(sent);',
    replace: 'outcome.resolve(undefined as R);',
  },
  {
    ...gather,
    name: 'gathering: waits for ever for what does not return',
    find: 'setTimeout(() => this.#go(), this.#bounds.waitMs)',
    replace: 'setTimeout(() => undefined, this.#bounds.waitMs)',
  },
  {
    ...enqueue,
    name: 'one transaction: the arrival is stamped outside of it',
    find: `multi.call('EVAL', [`,
    replace: `await ((await first.getBackend().client) as unknown as Transaction).call('EVAL', [`,
  },
  {
    ...enqueue,
    name: 'one transaction: the jobs have one of their own',
    find: `await addJobs(queues, plan, multi);`,
    replace: `const own = (await first.getBackend().client).multi() as Transaction;
      await addJobs(queues, plan, own);
      await own.exec();`,
  },
  {
    name: 'order: the seal overtakes alerts that have a priority',
    file: jobOptions,
    find: `  attempts: 1,`,
    replace: `  attempts: 1, priority: 1,`,
    tests: ['test/queue/arm.test.ts'],
  },
  {
    ...arm,
    name: 'seal on the road: cannot be sent again',
    find: 'const options = { jobId: `seal-${storm.id}`, removeOnComplete: true,',
    replace: 'const options = { jobId: `seal-${storm.id}`, removeOnComplete: false,',
  },
  {
    ...arm,
    name: 'seal on the road: cannot be sent again once it failed',
    find: 'removeOnComplete: true, removeOnFail: true, attempts: 1',
    replace: 'removeOnComplete: true, removeOnFail: false, attempts: 1',
  },
  {
    ...arm,
    name: 'seal on the road: sent as often as somebody asks',
    find: '{ jobId: `seal-${storm.id}`, ',
    replace: '{ ',
  },
  {
    ...arm,
    name: 'arming: each time another job',
    find: `...{ jobId: stormId, priority },`,
    replace: `priority,`,
  },
  {
    ...urgency,
    name: 'urgency: sealed storms are submitted in the order of their seals',
    find: `lookPriority + 1 + rank`,
    replace: `lookPriority + 1`,
  },
  {
    ...urgency,
    name: 'urgency: a look at a deadline waits behind submits',
    find: `priority = lookPriority,`,
    replace: `priority = 1000,`,
  },
  {
    name: 'urgency: what is less urgent waits for ever',
    file: 'workers/sweep-storms.ts',
    find: `await raise(job, 0);`,
    replace: `await raise(job, 1000);`,
    tests: ['test/workers/urgency.test.ts'],
  },
  {
    name: 'lanes: the API server gets all calls at once',
    file: 'workers/lanes.ts',
    find: `if (this.#free > 0) this.#free -= 1;`,
    replace: `if (this.#free !== Infinity) this.#free -= 1;`,
    tests: ['test/workers/lanes.test.ts'],
  },
  {
    ...arm,
    name: 'waking: a job that has ended is in the way for ever',
    find: `if (state === 'completed') await job?.remove();`,
    replace: `if (state === 'completed') return 'busy';`,
  },
  {
    ...arm,
    name: 'waking: a dead letter runs again by itself',
    find: `if (state === 'failed') return 'dead';`,
    replace: `if (state === 'failed') await job?.retry('failed');`,
  },
  {
    name: 'dead letters: a fold job that failed is thrown away',
    file: jobOptions,
    find: `  removeOnFail: false,\n  attempts: 1,`,
    replace: `  removeOnFail: true,\n  attempts: 1,`,
    tests: ['test/workers/poison.test.ts', 'test/workers/traps.test.ts'],
  },
  {
    name: 'dead letters: a storm job that failed is thrown away',
    file: jobOptions,
    find: `count: 1000 },\n  removeOnFail: false`,
    replace: `count: 1000 },\n  removeOnFail: true`,
    tests: ['test/queue/dead-letters.test.ts'],
  },
  {
    name: 'discard: the job goes before what it stands for',
    file: 'src/queue/discard-dead-letter.ts',
    find: `const given = await giveUp(letter, reason, store);`,
    replace: `await job.remove();\n  const given = await giveUp(letter, reason, store);`,
    tests: ['test/queue/discard-dead-letter.test.ts'],
  },
  {
    name: 'discard: a storm whose retry has begun loses its job',
    file: 'src/queue/discard-dead-letter.ts',
    find: `if (given.outcome === 'refused') return given;`,
    replace: '',
    tests: ['test/queue/discard-dead-letter.test.ts'],
  },
  {
    name: 'retry: the storm is settled only after its job may run',
    file: 'src/queue/retry-dead-letter.ts',
    find: `const reply = letter.stormId`,
    replace: `await job.retry('failed', resetAttempts);\n  const reply = letter.stormId`,
    tests: ['test/queue/retry-dead-letter.test.ts'],
  },
  {
    name: 'board: its own retry leaves attempts and storm as they are',
    file: 'src/board/board-queue.ts',
    find: `isLetter(state) ? `,
    replace: `!isLetter(state) ? `,
    tests: ['test/board/board-actions.test.ts'],
  },
  {
    name: 'board: what is refused is done all the same',
    file: 'src/board/judge.ts',
    find: `return { allow: false, status: 403, message: refusal };`,
    replace: `return { allow: true };`,
    tests: ['test/board/board-actions.test.ts'],
  },
];
