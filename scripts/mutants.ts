/**
 * Takes each protection away in turn and expects a red test: `npm run mutants [-- PART_OF_A_NAME…|--list]`. Exit code 1
 * when a mutant survives, does not fit the code any more, or breaks more than a behaviour; 2 when none is meant.
 */
import { availableParallelism } from 'node:os';

import { table } from '../src/cli/table.ts';
import { messageOf } from '../src/errors.ts';
import { startRedis } from '../src/redis/server/start-redis.ts';
import { causeMutants } from './mutants/causes.ts';
import { doorMutants } from './mutants/doors.ts';
import { endingMutants } from './mutants/endings.ts';
import { expiryMutants, tallyMutants } from './mutants/expiry.ts';
import { gateMutants } from './mutants/gates.ts';
import type { Mutant } from './mutants/mutant.ts';
import { queueMutants } from './mutants/queue.ts';
import { scriptMutants } from './mutants/scripts.ts';
import { resourceMutants } from './mutants/resources.ts';
import { ruleMutants } from './mutants/rules.ts';
import { sortingMutants } from './mutants/sorting.ts';
import { stormMutants } from './mutants/storms.ts';
import { workerMutants } from './mutants/workers.ts';
import { Workshop } from './mutants/workshop.ts';
import { handDown } from './test-redis.ts';
import { testRedisArgs } from './tiers.ts';

interface Outcome {
  readonly mutant: Mutant;
  readonly verdict: 'killed' | 'SURVIVED' | 'BROKEN';
  readonly by: string;
  readonly seconds: number;
}

const known = [
  ...[...scriptMutants, ...stormMutants, ...ruleMutants, ...sortingMutants, ...queueMutants],
  ...[
    ...workerMutants,
    ...resourceMutants,
    ...endingMutants,
    ...doorMutants,
    ...gateMutants,
    ...expiryMutants,
    ...tallyMutants,
    ...causeMutants,
  ],
];
/** More than one of them at a time in each core would only run into the tests' timeouts. */
const atOnce = Math.min(availableParallelism(), 4);
const say = (line: string) => process.stdout.write(`${line}\n`);

function chosen(parts: readonly string[]): readonly Mutant[] {
  const wanted = parts.map((part) => part.toLowerCase());
  const named = ({ name }: Mutant) => wanted.some((part) => name.toLowerCase().includes(part));
  return wanted.length === 0 ? known : known.filter(named);
}

async function judge(workshop: Workshop, mutant: Mutant): Promise<Outcome> {
  const began = performance.now();
  const outcome = (verdict: Outcome['verdict'], by: string): Outcome => {
    return { mutant, verdict, by, seconds: (performance.now() - began) / 1000 };
  };
  try {
    const { failed, broken } = await workshop.try(mutant);
    if (broken !== undefined) return outcome('BROKEN', broken);
    return failed[0] === undefined ? outcome('SURVIVED', '') : outcome('killed', failed[0]);
  } catch (error) {
    return outcome('BROKEN', messageOf(error));
  }
}

async function judgeAll(mutants: readonly Mutant[], redisUrl: string, slowestMs: number): Promise<Outcome[]> {
  const left = [...mutants];
  const outcomes: Outcome[] = [];
  const lines = Array.from({ length: atOnce }, async () => {
    await using workshop = await Workshop.open(redisUrl, slowestMs);
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const outcome = await judge(workshop, mutant);
      outcomes.push(outcome);
      say(`${outcome.verdict}: ${mutant.name}`);
    }
  });
  await Promise.all(lines);
  return outcomes;
}

/** What the slowest test takes while nothing is broken; undefined when that is not so. */
async function slowestBefore(mutants: readonly Mutant[], redisUrl: string): Promise<number | undefined> {
  await using workshop = await Workshop.open(redisUrl);
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const { failed, passed, broken, slowestMs } = await workshop.run(tests);
  say(`with every protection in place: ${passed} passed, ${failed.length} failed`);
  for (const name of failed) say(`  ${name}`);
  if (broken !== undefined) say(`  ${broken}`);
  return failed.length === 0 && broken === undefined ? slowestMs : undefined;
}

function report(outcomes: readonly Outcome[]): void {
  const rows = outcomes.map(({ mutant, verdict, by, seconds }) => {
    return [mutant.name, verdict, by.slice(0, 90), seconds.toFixed(1)];
  });
  say(table(['protection taken away', '', 'noticed by', 's'], rows));
  const count = (verdict: Outcome['verdict']) => outcomes.filter((each) => each.verdict === verdict).length;
  const broken = count('BROKEN') > 0 ? `, ${count('BROKEN')} broken` : '';
  say(`${outcomes.length} mutants: ${count('killed')} killed, ${count('SURVIVED')} survived${broken}`);
}

async function tryAll(mutants: readonly Mutant[]): Promise<number> {
  const redis = await startRedis({ say, url: process.env['REDIS_URL'], args: testRedisArgs });
  handDown(redis);
  try {
    const slowestMs = await slowestBefore(mutants, redis.url);
    if (slowestMs === undefined) {
      say('the tests are red before anything is broken');
      return 1;
    }
    const outcomes = await judgeAll(mutants, redis.url, slowestMs);
    report(outcomes);
    return outcomes.every(({ verdict }) => verdict === 'killed') ? 0 : 1;
  } finally {
    await redis.stop();
  }
}

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--list');
  if (unknown !== undefined) {
    say(`no option ${unknown}; there is: --list`);
    return 2;
  }
  const mutants = chosen(args.filter((arg) => arg !== '--list'));
  if (mutants.length === 0) {
    say(`no mutant has ${args.map((arg) => JSON.stringify(arg)).join(' or ')} in its name`);
    return 2;
  }
  if (!args.includes('--list')) return tryAll(mutants);
  for (const { name } of mutants) say(name);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
