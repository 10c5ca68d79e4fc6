import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';

import { silentLog } from '../../log.ts';
import { UsageError, markFailed } from '../failure.ts';
import { atLeastMs, countFrom1, jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { stopOnSignals } from '../signals.ts';
import { type Shape, lastBeginMs } from '../simulate/simulated-alerts.ts';
import { apiOf, targetOf } from '../target.ts';

interface SimulateOptions extends Omit<Shape, 'ha' | 'durationMs' | 'seed'> {
  readonly url?: string;
  readonly token?: string;
  readonly operatorToken?: string;
  readonly duration: number;
  readonly ha?: true;
  readonly seed?: number;
  readonly json: boolean;
}

const mostSeeds = 2 ** 32;

export function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'make a storm of alerts that say that they are simulated, post it as an Alertmanager would, and tell what came of it',
    )
    .option('--url <url>', 'of Stormfold, or of a webhook by its path (default: the configured address)')
    .option('--token <token>', 'bearer token (default: the first that is configured)')
    .addOption(
      new Option(
        '--operator-token <token>',
        'to read its storms with (default: the configured one, which is never sent to a --url)',
      ).env('SIMULATE_OPERATOR_TOKEN'),
    )
    .addOption(countOption('--alerts <count>', 'that many alerts', 100))
    .addOption(countOption('--patterns <count>', 'of so many patterns, two in a namespace', 5))
    .addOption(countOption('--rate <count>', 'so many of them begin a second', 50))
    .addOption(
      new Option('--duration <duration>', 'from the first notification to the last')
        .argParser(atLeastMs(0))
        .default(10_000, '10s'),
    )
    .addOption(
      new Option('--repeats <count>', 'send every namespace whole so many times more')
        .argParser(wholeNumber(100_000))
        .default(3),
    )
    .option('--ha', 'send all of it a second time, as the other one of a pair of Alertmanagers')
    .addOption(
      new Option('--resolve <share>', 'so many of the alerts end, such as 20%')
        .argParser(shareFrom)
        .default(0.2, '20%'),
    )
    .addOption(
      new Option(
        '--seed <number>',
        'make the same storm again (default: a new one, which is printed)',
      ).argParser(wholeNumber(mostSeeds - 1)),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nIts namespaces are simulated-1, simulated-2, …, and its alerts are named Simulated….' +
        '\n\nExamples:\n  $ stormfold simulate\n  $ stormfold simulate --alerts 1000 --rate 200 --ha --resolve 0% --seed 7' +
        '\n  $ SIMULATE_OPERATOR_TOKEN=… stormfold simulate --url https://stormfold.example.com --token …',
    )
    .action(simulate);
}

function countOption(flags: string, description: string, usual: number): Option {
  return new Option(flags, description).argParser(countFrom1).default(usual);
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number <= most)) throw new InvalidArgumentError(`It is not a whole number from 0 to ${most}.`);
    return number;
  };
}

function shareFrom(text: string): number {
  const share = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number.NaN;
  if (!(share <= 1)) throw new InvalidArgumentError('It is not a share from 0% to 100%.');
  return share;
}

function shapeOf(options: SimulateOptions): Shape {
  const { alerts, patterns, rate, duration: durationMs, repeats, ha = false, resolve } = options;
  const seed = options.seed ?? randomInt(mostSeeds);
  const shape = { alerts, patterns, rate, durationMs, repeats, ha, resolve, seed };
  if (patterns > alerts) {
    const advice = 'Each pattern has one alert at least: raise --alerts, or lower --patterns.';
    throw new UsageError(`${alerts} alerts can't be of ${patterns} patterns`, { advice });
  }
  if (lastBeginMs(shape) > durationMs) {
    const neededSeconds = Math.ceil(lastBeginMs(shape) / 1000);
    throw new UsageError(`${alerts} alerts at ${rate} a second take longer than --duration`, {
      advice: `Raise --duration to ${neededSeconds}s, or raise --rate.`,
    });
  }
  return shape;
}

async function simulate(options: SimulateOptions, command: Command): Promise<void> {
  const shape = shapeOf(options);
  const target = targetOf(options, command);
  const api = apiOf(target, options, command);
  const signal = stopOnSignals(silentLog());
  // Not at the top: the other commands show no bar, and start sooner without.
  const { simulateStorm } = await import('../simulate/simulate-storm.ts');
  const { outcomeJson, outcomeText } = await import('../simulate/report.ts');
  const outcome = await simulateStorm(shape, { target, api, signal, json: options.json });
  if (options.json) sayJson(outcomeJson(outcome));
  else say(outcomeText(outcome));
  if (!outcome.sums.whole) markFailed();
}
