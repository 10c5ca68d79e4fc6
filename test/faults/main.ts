/**
 * `npm run faults -- --runs N --seed S`: seeded histories under every kind of fault, in real processes, compared from
 * outside. Exit code 1 when anything was lost, counted twice, duplicated or stuck, or a kind of fault never struck.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';

import { chooseFaults } from './harness/choose.ts';
import { reportOf, sharesOf, sum } from './harness/report.ts';
import { type RunResult, runOnce } from './harness/run.ts';
import type { RedisKind } from './harness/world.ts';
import { faultKinds } from './kinds/all.ts';
import type { FaultKind } from './kinds/kind.ts';

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly atOnce: number;
  readonly redis: RedisKind;
  readonly correlate: boolean;
  readonly only?: string;
  readonly leastStruck: number;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}

const command = new Command('npm run faults --')
  .description('Runs seeded histories under faults, and compares what was accepted with what came out.')
  .option('--runs <n>', 'how many histories', whole, 20)
  .option('--seed <n>', 'of the first; each next one has the next seed', whole, Date.now() % 1_000_000)
  .option('--at-once <n>', 'runs side by side', whole, 4)
  .addOption(
    new Option('--redis <kind>', 'one Redis, or three masters of a cluster')
      .choices(['single', 'cluster'] satisfies RedisKind[])
      .default('single'),
  )
  .option('--correlate', 'alerts are of causes, and these decide what shares a resource', false)
  .option('--only <text>', 'only faults whose names contain this')
  .option('--least-struck <n>', 'fails unless each kind struck so often', whole, 0)
  .addHelpText('after', '\nExample:\n  npm run faults -- --runs 200 --seed 1 --least-struck 5')
  .parse();
const options = command.opts<Options>();

const { kinds: possible, own: ownPossible, missing } = faultKinds(options.redis, options.correlate);
const isWanted = ({ name }: FaultKind) => name.toLowerCase().includes(options.only?.toLowerCase() ?? '');
const [kinds, own] = [possible.filter(isWanted), ownPossible.filter(isWanted)];
if (kinds.length === 0) command.error(`no kind of fault has ${options.only} in its name`, { exitCode: 2 });

const modes = [`--redis ${options.redis}`, ...(options.correlate ? ['--correlate'] : [])].join(' ');
const results: RunResult[] = [];
const failures: string[] = [];

async function one(index: number): Promise<void> {
  const seed = options.seed + index;
  const chosen = chooseFaults(kinds, own, seed);
  try {
    const result = await runOnce(seed, chosen, options);
    results.push(result);
    await tell(result, chosen);
  } catch (error) {
    failures.push(`seed ${seed}: ${String(error)}`);
    say(`seed ${seed}: could not be run: ${String(error)}`);
  }
}

async function tell(result: RunResult, chosen: readonly FaultKind[]): Promise<void> {
  const { seed, rules, accepted, resources, seconds, faults, struck } = result;
  const names = chosen.map(({ name }) => `${name} ×${struck.get(name) ?? 0}`).join('; ');
  say(
    `seed ${seed}: ${accepted} alerts, ${resources} storms (${rules}), ${seconds.toFixed(0)} s [${names}] ${faults.length === 0 ? 'good' : 'FAILED'}`,
  );
  if (faults.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), `stormfold-seed-${seed}-`));
  await writeFile(join(folder, 'processes.log'), result.logs);
  failures.push(
    `seed ${seed} (again: npm run faults -- ${modes} --runs 1 --seed ${seed}; logs in ${folder})`,
  );
  for (const fault of faults.slice(0, 12)) say(`  ${fault}`);
}

const began = Date.now();
let next = 0;
const lines = Array.from({ length: options.atOnce }, async () => {
  while (next < options.runs) await one(next++);
});
await Promise.all(lines);

const rare = kinds.filter(
  ({ name }) => sum(results, ({ struck }) => struck.get(name) ?? 0) < options.leastStruck,
);
failures.push(...rare.map(({ name }) => `${name} struck less than ${options.leastStruck} times`));
if (process.env['STORMFOLD_SKIPS'] === 'fail') failures.push(...missing);
say(`\n${reportOf(kinds, results)}\n`);
for (const line of sharesOf(results)) say(line);
for (const each of missing) say(`left out: ${each}`);
const minutes = ((Date.now() - began) / 60_000).toFixed(1);
say(`${results.length} runs from seed ${options.seed} in ${minutes} minutes, ${failures.length} failures`);
for (const failure of failures) say(`  ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
