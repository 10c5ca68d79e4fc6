import { Command } from 'commander';

import { completionCommand } from './commands/completion.ts';
import { configCheckCommand } from './commands/config-check.ts';
import { configExplainCommand } from './commands/config-explain.ts';
import { crdCommand } from './commands/crd.ts';
import { failedDiscardCommand } from './commands/failed-discard.ts';
import { failedListCommand } from './commands/failed-list.ts';
import { failedRetryCommand } from './commands/failed-retry.ts';
import { healthCommand } from './commands/health.ts';
import { mutedListCommand } from './commands/muted-list.ts';
import { rejectsListCommand } from './commands/rejects-list.ts';
import { sendCommand } from './commands/send.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { stormsListCommand } from './commands/storms-list.ts';
import { stormsSealCommand } from './commands/storms-seal.ts';
import { stormsShowCommand } from './commands/storms-show.ts';
import { demoCommand } from './demo.ts';
import { ownVersion } from './own-version.ts';
import { noJsonOption } from './options.ts';

/** The whole command line. Where it ends, it throws: nothing here ends the process. */
export function program(): Command {
  const root = new Command('stormfold')
    .description('Folds a storm of alerts into one Kubernetes custom resource.')
    .option(
      '--config <file>',
      'YAML file of settings (default: STORMFOLD_CONFIG); the environment goes over it',
    )
    .version(ownVersion(), '--version', 'print the version')
    .addHelpText('after', rootHelp)
    .addCommand(serveCommand())
    .addCommand(demoCommand())
    .addCommand(healthCommand())
    .addCommand(
      family('storms', 'look at storms, and seal them', [
        stormsListCommand(),
        stormsShowCommand(),
        stormsSealCommand(),
      ]),
    )
    .addCommand(
      family('failed', 'dead letters: list, retry and discard them', [
        failedListCommand(),
        failedRetryCommand(),
        failedDiscardCommand(),
      ]),
    )
    .addCommand(family('rejects', 'quarantined alerts', [rejectsListCommand()]))
    .addCommand(family('muted', 'alerts that rules set aside', [mutedListCommand()]))
    .addCommand(sendCommand())
    .addCommand(simulateCommand())
    .addCommand(family('config', 'the configuration', [configCheckCommand(), configExplainCommand()]))
    .addCommand(crdCommand())
    .addCommand(completionCommand());
  settle(root);
  return root;
}

const rootHelp = `
Exit codes: 0 done, 1 something failed, 2 usage.

Examples:
  $ stormfold demo
  $ stormfold serve --config stormfold.yaml
  $ stormfold failed retry --all --since 1h`;

function family(name: string, description: string, members: readonly Command[]): Command {
  const parent = new Command(name).description(description);
  for (const member of members) parent.addCommand(member);
  const shown = members.map((member) => `  $ stormfold ${name} ${member.name()} --help`);
  return parent.addHelpText('after', `\nExamples:\n${shown.join('\n')}`);
}

// Commands that are made elsewhere inherit nothing from the one that they are added to.
function settle(command: Command): void {
  const json = command.options.find((option) => option.attributeName() === 'json');
  if (json?.defaultValue !== undefined) command.addOption(noJsonOption());
  command.exitOverride().configureHelp({ showGlobalOptions: true });
  for (const member of command.commands) settle(member);
}
