import type { Mutant } from './mutant.ts';

const sweepTests = [
  'test/workers/sweep.test.ts',
  'test/workers/broken.test.ts',
  'test/workers/submit.test.ts',
];

/** The protections of the workers and of what they write. */
export const workerMutants: readonly Mutant[] = [
  {
    name: 'order: the last alert is folded first',
    file: 'src/queue/job-options.ts',
    find: `  removeOnComplete: true,\n`,
    replace: `  removeOnComplete: true, lifo: true,\n`,
    tests: ['test/workers/traps.test.ts', 'test/workers/main-job.test.ts'],
  },
  {
    name: 'order: a job that Redis refused goes back and is overtaken',
    file: 'workers/in-place.ts',
    find: `if (!isPassing(error)) throw error;`,
    replace: `throw error;`,
    tests: ['test/workers/broken.test.ts', 'test/workers/traps.test.ts'],
  },
  {
    name: 'order: more than one job of a partition at a time',
    file: 'workers/sweep.ts',
    find: `await queue.setGlobalConcurrency(1);`,
    replace: '',
    tests: sweepTests,
  },
  {
    name: 'stalled count: two kills make a healthy job a dead letter',
    file: 'src/queue/job-options.ts',
    find: `maxStalledCount: 1_000_000`,
    replace: `maxStalledCount: 1`,
    tests: ['test/workers/traps.test.ts', 'test/workers/broken.test.ts'],
  },
  {
    name: 'recovery: a killed worker keeps its jobs for half a minute',
    file: 'src/queue/job-options.ts',
    find: `lockDuration: 5000`,
    replace: `lockDuration: 30_000`,
    tests: ['test/workers/traps.test.ts', 'test/workers/broken.test.ts'],
  },
  {
    name: 'the road: finalize seals by itself, past alerts that wait',
    file: 'workers/finalize.ts',
    find: `if (due && road) await sendSeal(road, armedStorm(storm));`,
    replace: `if (due && road) await store.seal(storm.id, 'expired');`,
    tests: ['test/workers/armed.test.ts', 'test/workers/traps.test.ts', 'test/workers/main-job.test.ts'],
  },
  {
    name: 'wake-ups: a finalize job that was promoted seals at once',
    file: 'workers/finalize.ts',
    find: `const due = remainingMs <= 0 ||`,
    replace: `const due = true ||`,
    tests: ['test/workers/traps.test.ts', 'test/workers/main-job.test.ts'],
  },
  {
    name: 'ambiguous writes: each try composes its own manifest',
    file: 'workers/compose.ts',
    find: `  if (kept !== undefined) return parseKept(kept);
  const text = formatKept(await composeResources(instance, storm, resourceOf));
  return parseKept(await instance.reader.keepManifest(storm.id, text));`,
    replace: `  if (kept === '') return parseKept(kept);
  return composeResources(instance, storm, resourceOf);`,
    tests: ['test/workers/submit.test.ts'],
  },
  {
    name: "lost writes: submitted before the storm is on Redis' disk",
    file: 'workers/finalize.ts',
    find: `  await untilSafe(context, job, token, storm);`,
    replace: '',
    tests: ['test/workers/on-disk.test.ts', 'test/redis/on-disk.test.ts'],
  },
  {
    name: 'lost writes: the append-only file keeps half a transaction',
    file: 'src/redis/append-only.ts',
    find: `await redis.bgrewriteaof();`,
    replace: '',
    tests: ['test/redis/append-only.test.ts'],
  },
  {
    name: 'lost writes: another spec of the same storm passes for it',
    file: 'src/sink/create-once.ts',
    find: `if (outcome.specHash === own.specHash) return`,
    replace: `return`,
    tests: ['test/sink/directory.test.ts', 'test/sink/kubernetes/kubernetes-sink.test.ts'],
  },
  {
    name: "one storm, one resource: somebody else's passes for it",
    file: 'src/sink/create-once.ts',
    find: `if (outcome.stormId !== own.stormId) throw takenError(name, outcome);`,
    replace: '',
    tests: ['test/sink/directory.test.ts', 'test/sink/kubernetes/kubernetes-sink.test.ts'],
  },
  {
    name: 'deterministic name: another one each time',
    file: 'src/sink/create-once.ts',
    find: `const name = successorName(manifest.metadata.name, n);`,
    replace: `const name = successorName(manifest.metadata.name, n) + Math.random().toString(36).slice(2, 6);`,
    tests: ['test/sink/directory.test.ts', 'test/workers/submit.test.ts'],
  },
  {
    name: 'directory: a file is written over',
    file: 'src/sink/directory.ts',
    find: `await link(draft, file);`,
    replace: `await writeDurably(file + '.x', ''); await import('node:fs/promises').then((fs) => fs.rename(draft, file));`,
    tests: ['test/sink/directory.test.ts'],
  },
  ...sweeps('open', `['open', wakeOpen],`),
  ...sweeps('sealed', `['sealed', armSealed],`),
  ...sweeps('failed', `['failed', armFailed],`),
  {
    name: 'sweep: alerts of a job that was removed are pending for ever',
    file: 'workers/sweep.ts',
    find: `count('lost', await giveUpLost(context, { partition, queue }, now));`,
    replace: '',
    tests: sweepTests,
  },
  {
    name: 'sweep: a job that was folded stays a dead letter',
    file: 'workers/sweep.ts',
    find: `count('ended', await endFailed(context, { partition, queue }));`,
    replace: '',
    tests: sweepTests,
  },
  {
    name: 'sweep: put off by a clock that is ahead',
    file: 'workers/sweep-schedule.ts',
    find: `if (next !== undefined && next - now <= 2 * everyMs) return false;`,
    replace: `if (next !== undefined) return false;`,
    tests: sweepTests,
  },
  {
    name: 'cluster: who waits for a connection is never told that it was given up',
    file: 'src/redis/settling.ts',
    find: `Promise.race([connect(), promise])`,
    replace: `connect()`,
    tests: ['test/redis/settling.test.ts'],
  },
  {
    name: 'cluster: the replicas of the old master are waited for',
    file: 'src/redis/replicas.ts',
    find: `await this.#follow(marks);`,
    replace: '',
    tests: ['test/redis/replicas.test.ts'],
  },
  {
    name: 'dead letters: the storm does not say that it failed',
    file: 'workers/submit-failure.ts',
    find: `await store.settle(storm.id, 'failed', text);`,
    replace: '',
    tests: ['test/workers/submit.test.ts'],
  },
  {
    name: 'retry: attempts are not reset',
    file: 'src/queue/retry-dead-letter.ts',
    find: `{ resetAttemptsMade: true, resetAttemptsStarted: true }`,
    replace: `{}`,
    tests: ['test/queue/retry-dead-letter.test.ts', 'test/workers/submit.test.ts'],
  },
];

function sweeps(state: string, find: string): Mutant[] {
  const name = `sweep: ${state} storms without a job are not found`;
  return [{ name, file: 'workers/sweep-storms.ts', find, replace: '', tests: sweepTests }];
}
