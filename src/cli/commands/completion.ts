import { Argument, Command } from 'commander';

import { bashCompletion } from '../completion/bash.ts';
import { placesOf } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { say } from '../output.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion } as const;

const help = `
In bash, for this shell, or in ~/.bashrc for every one:
  source <(stormfold completion bash)
In zsh, in ~/.zshrc, after compinit:
  source <(stormfold completion zsh)

Examples:
  $ stormfold completion bash > /etc/bash_completion.d/stormfold
  $ stormfold completion zsh > "\${fpath[1]}/_stormfold"`;

export function completionCommand(): Command {
  return new Command('completion')
    .description('print the script that lets a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'for which one').choices(Object.keys(scripts)))
    .addHelpText('after', help)
    .action(printScript);
}

function printScript(shell: keyof typeof scripts, _options: unknown, command: Command): void {
  const root = command.parent ?? command;
  say(scripts[shell](root.name(), placesOf(root)).trimEnd());
}
