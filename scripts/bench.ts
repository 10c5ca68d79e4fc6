/**
 * Measures what Stormfold claims of its speed, each claim against a baseline in the same run: `npm run bench`. It starts what
 * it needs and stops it again.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

import { checkOut } from './bench/earlier.ts';
import { writeDocument } from './bench/document.ts';
import type { Findings } from './bench/figures.ts';
import { printedTable } from './bench/print.ts';
import type { Bench, Scenario } from './bench/scenario.ts';
import { scenarios } from './bench/scenarios.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Options {
  readonly rounds: number;
  readonly quick: boolean;
  readonly against?: string;
  readonly json: string;
  readonly document: boolean;
}

const program = new Command('bench')
  .description('Measures what Stormfold claims of its speed, against baselines in the same run.')
  .argument('[scenario...]', `some of ${scenarios.map(({ name }) => name).join(', ')}; all by default`)
  .option('--rounds <n>', 'rounds that count, after one that warms up', positive, 7)
  .option('--quick', 'short rounds, that show that everything works and not more', false)
  .option('--against <commit>', 'an earlier commit to measure beside this one')
  .option('--json <file>', 'where the figures go', '.cache/bench/figures.json')
  .option('--document', 'write the tables and plots of docs/performance.md', false)
  .action(async (names: string[], options: Options) => run(chosen(names), options));

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A whole number above 0 is wanted.');
  return Number(text);
}

function chosen(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => !scenarios.some((one) => one.name === name));
  if (unknown.length > 0)
    return program.error(`There is no scenario ${unknown.join(', ')}.`, { exitCode: 2 });
  return names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
}

async function run(some: readonly Scenario[], options: Options): Promise<void> {
  const { quick, against, json } = options;
  await using checkout = against === undefined ? undefined : await checkOut(against);
  if (against !== undefined && !checkout)
    return program.error(`There is no commit ${against} in this clone.`);
  const bench: Bench = {
    ...{ quick, say, rounds: quick ? 1 : options.rounds },
    against: checkout && { name: `at ${against}`, folder: checkout.folder },
  };
  const found: Findings[] = [];
  for (const scenario of some) {
    say(`\n${scenario.title} …`);
    const findings = await scenario.run(bench);
    say(printedTable(findings));
    found.push(findings);
  }
  await mkdir(dirname(json), { recursive: true });
  const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  await writeFile(
    json,
    `${JSON.stringify({ at: new Date().toISOString(), machine, found }, undefined, 2)}\n`,
  );
  say(`\nFigures: ${json}`);
  if (options.document) await writeDocument(found, machine);
}

await program.parseAsync();
