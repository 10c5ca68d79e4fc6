/**
 * Judges how well alerts of one cause end in one item, on recorded incidents whose causes are known: `npm run eval`.
 * With `--record` it makes the recordings anew.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

import { writeDocument } from './eval/document.ts';
import { evaluate } from './eval/evaluate.ts';
import { UnknownScript, make, verify } from './eval/make.ts';
import { Absent } from './eval/make/programs.ts';
import { methods } from './eval/methods.ts';
import { printed } from './eval/print.ts';
import { printedReasons } from './eval/reasons.ts';
import { BadIncident, readIncidents } from './eval/read.ts';

const ownIncidents = fileURLToPath(new URL('eval/incidents', import.meta.url));

interface Options {
  readonly incidents: string;
  readonly json?: string;
  readonly reasons: boolean;
  readonly document: boolean;
  readonly record?: true | string[];
  readonly verify?: true | string[];
}

const program = new Command('eval')
  .description('Judges how well alerts of one cause end in one item, on incidents whose causes are known.')
  .option('--incidents <folder>', 'other incidents of the same format', ownIncidents)
  .option('--json <file>', 'where the figures go')
  .option('--reasons', 'print each cause that Stormfold finds, and why each alert is in it', false)
  .option('--document', 'write the tables of docs/evaluation.md', false)
  .option('--record [name...]', 'make the recordings anew, with a real Prometheus and a real Alertmanager')
  .option('--verify [name...]', 'play each cause of a recording by itself, and tell which alerts differ')
  .action(run);

async function run(options: Options): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const named = (names: true | string[]) => (names === true ? [] : names);
  if (options.record) await make(named(options.record), ownIncidents, say);
  else if (options.verify) await verify(named(options.verify), ownIncidents, say);
  else await judge(options);
}

async function judge({ incidents, json, reasons, document }: Options): Promise<void> {
  const known = await readIncidents(incidents);
  if (reasons) process.stdout.write(`${known.map(printedReasons).join('\n\n')}\n\n`);
  const results = await evaluate(known, methods);
  process.stdout.write(`${printed(results)}\n`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, undefined, 2)}\n`);
  if (document) await writeDocument(results);
}

await program.parseAsync().catch((error: unknown) => {
  const told = [BadIncident, UnknownScript, Absent, AggregateError].some((known) => error instanceof known);
  if (!told || !(error instanceof Error)) throw error;
  program.error(error.message, { exitCode: error instanceof UnknownScript ? 2 : 1 });
});
