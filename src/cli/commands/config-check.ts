import { Command } from 'commander';

import { faultTextsOf } from '../../config/faults.ts';
import { type LoadedConfig, describeConfig, describeRules } from '../../config.ts';
import { ConfigError } from '../../errors.ts';
import { correlationJson, correlationTables, notesText } from '../correlation-view.ts';
import { markFailed } from '../failure.ts';
import { jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { rulesJson, rulesText } from '../rules-view.ts';
import { configOf } from '../session.ts';
import { table } from '../table.ts';

export function configCheckCommand(): Command {
  return new Command('check')
    .description(
      'validate the configuration, and print every setting and rule with where it was set; no secrets',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ stormfold config check --config stormfold.yaml')
    .action(checkConfig);
}

async function checkConfig({ json }: { readonly json: boolean }, command: Command): Promise<void> {
  const config = json ? await configOrFaults(command) : await checkedConfig(command);
  if (!config) return;
  const [settings, rules] = [describeConfig(config), describeRules(config)];
  if (json) {
    const { notes } = config;
    const correlation = correlationJson(config);
    return sayJson({ valid: true, settings, rules: rulesJson(rules), correlation, notes });
  }
  const rows = settings.map(({ path, value, source }) => [path, value, source]);
  say(table(['SETTING', 'VALUE', 'SOURCE'], rows));
  const tables = [rulesText(rules), ...correlationTables(config), ...notesText(config)];
  say(`\n${tables.join('\n\n')}\n`);
  say('The configuration is valid.');
}

/** Throws a ConfigError with every fault. */
async function checkedConfig(command: Command): Promise<LoadedConfig> {
  const config = configOf(command);
  // Only now: few have a template.
  if (config.sink.template !== undefined)
    (await import('../../sink/template/open-template.ts')).openTemplate(config);
  if (config.topology.file !== undefined)
    (await import('../../topology/file/read.ts')).readTopologyFile(config.topology.file);
  return config;
}

/** With --json the faults are what was asked for, and so they go to stdout. */
async function configOrFaults(command: Command): Promise<LoadedConfig | undefined> {
  try {
    return await checkedConfig(command);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    sayJson({ valid: false, faults: faultTextsOf(error) });
    markFailed();
    return undefined;
  }
}
