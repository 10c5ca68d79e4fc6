/**
 * Takes each protection away in turn and expects a red test: `npm run mutants [-- PART_OF_A_NAME]`. Exit code 1 when a
 * mutant survives, does not fit the code any more, or breaks more than a behaviour.
 */
import { table } from '../src/cli/table.ts';
import { messageOf } from '../src/errors.ts';
import { startRedis } from '../src/redis/server/start-redis.ts';
import { doorMutants } from './mutants/doors.ts';
import type { Mutant } from './mutants/mutant.ts';
import { scriptMutants } from './mutants/scripts.ts';
import { workerMutants } from './mutants/workers.ts';
import { Workshop } from './mutants/workshop.ts';
import { testRedisArgs } from './tiers.ts';

interface Outcome {
  readonly mutant: Mutant;
  readonly verdict: 'killed' | 'SURVIVED' | 'BROKEN';
  readonly by: string;
  readonly seconds: number;
}

const atOnce = 2;
const say = (line: string) => process.stdout.write(`${line}\n`);
const part = process.argv.slice(2).join(' ').toLowerCase();
const mutants = [...scriptMutants, ...workerMutants, ...doorMutants].filter(({ name }) =>
  name.toLowerCase().includes(part),
);
if (mutants.length === 0) {
  say(`no mutant has ${JSON.stringify(part)} in its name`);
  process.exit(2);
}

async function judge(workshop: Workshop, mutant: Mutant): Promise<Outcome> {
  const began = performance.now();
  const outcome = (verdict: Outcome['verdict'], by: string): Outcome => {
    return { mutant, verdict, by, seconds: (performance.now() - began) / 1000 };
  };
  try {
    const { failed, passed, suites } = await workshop.try(mutant);
    if (suites > 0 || failed.length + passed === 0)
      return outcome('BROKEN', 'a test file could not be loaded');
    // A change that fails everything is no lost protection, it is a program that does not run.
    if (passed === 0) return outcome('BROKEN', 'every test failed');
    return failed[0] === undefined ? outcome('SURVIVED', '') : outcome('killed', failed[0]);
  } catch (error) {
    return outcome('BROKEN', messageOf(error));
  }
}

async function judgeAll(): Promise<Outcome[]> {
  const left = [...mutants];
  const outcomes: Outcome[] = [];
  const lines = Array.from({ length: atOnce }, async () => {
    await using workshop = await Workshop.open();
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const outcome = await judge(workshop, mutant);
      outcomes.push(outcome);
      say(`${outcome.verdict}: ${mutant.name}`);
    }
  });
  await Promise.all(lines);
  return outcomes;
}

async function greenBefore(): Promise<boolean> {
  await using workshop = await Workshop.open();
  const { failed, passed, suites } = await workshop.run([...new Set(mutants.flatMap(({ tests }) => tests))]);
  say(`with every protection in place: ${passed} passed, ${failed.length} failed`);
  for (const name of failed) say(`  ${name}`);
  return passed > 0 && failed.length === 0 && suites === 0;
}

async function main(): Promise<number> {
  const redis = await startRedis({ say, url: process.env['REDIS_URL'], args: testRedisArgs });
  process.env['REDIS_URL'] = redis.url;
  try {
    if (!(await greenBefore())) return 1;
    const outcomes = await judgeAll();
    const rows = outcomes.map(({ mutant, verdict, by, seconds }) => {
      return [mutant.name, verdict, by.slice(0, 90), seconds.toFixed(1)];
    });
    say(table(['protection taken away', '', 'noticed by', 's'], rows));
    const killed = outcomes.filter(({ verdict }) => verdict === 'killed').length;
    say(`${outcomes.length} mutants: ${killed} killed, ${outcomes.length - killed} not`);
    return killed === outcomes.length ? 0 : 1;
  } finally {
    await redis.stop();
  }
}

process.exitCode = await main();
