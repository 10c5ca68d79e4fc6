import { Command } from 'commander';

import { describeConfig } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import { markFailed } from '../failure.ts';
import { jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { configOf } from '../session.ts';
import { table } from '../table.ts';

export function configCheckCommand(): Command {
  return new Command('check')
    .description('validate the configuration, and print every setting with where it was set; no secrets')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold config check --config stormfold.yaml')
    .action(checkConfig);
}

function checkConfig({ json }: { readonly json?: true }, command: Command): void {
  const settings = json ? settingsOrFaults(command) : describeConfig(configOf(command));
  if (!settings) return;
  if (json) return sayJson({ valid: true, settings });
  const rows = settings.map(({ path, value, source }) => [path, value, source]);
  say(table(['SETTING', 'VALUE', 'SOURCE'], rows));
  say('The configuration is valid.');
}

/** With --json the faults are what was asked for, and so they go to stdout. */
function settingsOrFaults(command: Command) {
  try {
    return describeConfig(configOf(command));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The first line counts them.
    const faults = error.message.split('\n').slice(1);
    sayJson({ valid: false, faults: faults.map((fault) => fault.trim()) });
    markFailed();
    return undefined;
  }
}
