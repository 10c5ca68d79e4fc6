import { Command, Option } from 'commander';

import { StormfoldError } from '../../errors.ts';
import type { Instance } from '../../instance.ts';
import { manifestToYaml } from '../../sink/yaml.ts';
import { isScope } from '../../storm/scope.ts';
import { jsonOption } from '../options.ts';
import { say, sayJson } from '../output.ts';
import { withInstance } from '../session.ts';
import { stormIdArgument } from '../storm-id.ts';
import { writtenResources } from '../../report/resource.ts';
import { findStorm, reportOn } from '../../report/storm-report.ts';
import { reportJson, reportText } from '../storm-report-view.ts';

interface ShowOptions {
  readonly members?: true;
  readonly yaml?: true;
  readonly json: boolean;
}

export function stormsShowCommand(): Command {
  return new Command('show')
    .description('show one storm')
    .addArgument(stormIdArgument())
    .option('--members', 'with every member')
    .addOption(jsonOption())
    .addOption(new Option('--yaml', 'print its resource instead, as YAML').conflicts(['json', 'members']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold storms show 4f2a8c0d9b1e3f57-0c9d2e4b6a81 --members' +
        '\n  $ stormfold storms show 4f2a8c0d9b1e3f57-0c9d2e4b6a81 --yaml | kubectl apply -f -',
    )
    .action(showStorm);
}

async function showStorm(id: string, options: ShowOptions, command: Command): Promise<void> {
  await withInstance(command, async (instance) => {
    if (options.yaml) return say((await manifestOf(instance, id)).trimEnd());
    const report = await reportOn(instance, id, options.members === true);
    if (options.json) return sayJson(reportJson(report));
    say(reportText(report, await instance.store.nowOf(report.storm.id)));
  });
}

const scopeAdvice =
  'Each of the storms that it is divided into by cause has its own: see `stormfold storms show ID`.';

async function manifestOf(instance: Instance, id: string): Promise<string> {
  const storm = await findStorm(instance, id);
  const { state, reason } = storm;
  const written = await writtenResources(instance, id);
  if (written) return written.map(manifestToYaml).join('---\n');
  if (state === 'dropped')
    throw new StormfoldError(`storm ${id} was dropped and has no resource`, {
      ...(reason && { advice: reason }),
    });
  if (isScope(storm))
    throw new StormfoldError(`storm ${id} is ${state} and has no resource`, { advice: scopeAdvice });
  const advice = 'It is made when the storm is submitted, after its window has ended.';
  throw new StormfoldError(`storm ${id} is ${state} and has no resource yet`, { advice });
}
