import { Command } from 'commander';
import { parse } from 'yaml';

import { readCrd } from '../../sink/crd.ts';
import { jsonOnRequestOption } from '../options.ts';
import { say, sayJson } from '../output.ts';

export function crdCommand(): Command {
  return new Command('crd')
    .description('print the CustomResourceDefinition, for kubectl')
    .addOption(jsonOnRequestOption())
    .addHelpText('after', '\nExample:\n  $ stormfold crd | kubectl apply -f -')
    .action(printCrd);
}

function printCrd({ json }: { readonly json?: true }): void {
  const yaml = readCrd();
  if (json) sayJson(parse(yaml));
  else say(yaml.trimEnd());
}
