/**
 * `npm run soak -- --minutes 30`: a steady rate of alerts into an intake and a worker of its own, with what they hold
 * sampled meanwhile. Exit code 1 when an alert was lost or counted twice, when something grew after the warm-up, or when a
 * process complained. Ctrl-C ends the sending, and reports what there is.
 */
import { Command, InvalidArgumentError, Option } from 'commander';

import { stopOnSignals } from '../src/cli/signals.ts';
import { messageOf } from '../src/errors.ts';
import { silentLog } from '../src/log.ts';
import { type Plan, planFault } from './soak/plan.ts';
import { faultsOf, printed, writeReport } from './soak/report.ts';
import { soak } from './soak/run.ts';

interface Options {
  readonly minutes: number;
  readonly rate: number;
  readonly fingerprints: number;
  readonly memory: number;
  readonly retention: number;
  readonly seed: number;
  readonly out: string;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function above0(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number < 1e6)) throw new InvalidArgumentError('A number above 0 is wanted.');
  return number;
}

function durationMs(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([sm])$/.exec(text) ?? [];
  if (!number) throw new InvalidArgumentError('A duration such as 20s or 5m is wanted.');
  return Number(number) * (unit === 's' ? 1000 : 60_000);
}

function durationOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(durationMs).default(300_000, '5m');
}

const command = new Command('npm run soak --')
  .description('Sends alerts at a steady rate for a long time, and looks for what grows and what is lost.')
  .option('--minutes <n>', 'how long; 30 are enough to judge growth', above0, 30)
  .option('--rate <n>', 'alerts a second', above0, 300)
  .option('--fingerprints <n>', 'alerts that fire at a time', above0, 5000)
  .addOption(durationOption('--memory <duration>', 'STORMFOLD_MEMORY'))
  .addOption(durationOption('--retention <duration>', 'STORMFOLD_RETENTION'))
  .option('--seed <n>', 'of what is sent', above0, 1)
  .option('--out <folder>', 'where report.md, soak.json and the charts go', '.cache/soak')
  .addHelpText('after', '\nExample:\n  npm run soak -- --minutes 30 --out docs/soak')
  .parse();

async function main({ minutes, memory, retention, out, ...rest }: Options): Promise<number> {
  const plan: Plan = { ...rest, lastsMs: minutes * 60_000, memoryMs: memory, retentionMs: retention };
  const impossible = planFault(plan);
  if (impossible !== undefined) command.error(`error: ${impossible}`, { exitCode: 2 });
  const soaked = await soak(plan, say, stopOnSignals(silentLog()));
  say(printed(soaked));
  await writeReport(out, soaked);
  const faults = faultsOf(soaked);
  say(`\nReport and charts: ${out}. The sender was at most ${soaked.mostBehindMs.toFixed(0)} ms behind.`);
  for (const fault of faults) say(`  ${fault}`);
  say(faults.length === 0 ? 'Nothing was lost or counted twice.' : `${faults.length} faults`);
  return faults.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(command.opts<Options>());
} catch (error) {
  say(messageOf(error));
  process.exitCode = 1;
}
