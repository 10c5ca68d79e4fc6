import { Argument, InvalidArgumentError } from 'commander';

import { isStormId } from '../storm/storm.ts';

/** Judged before Redis is asked: a typing error is a usage error, whether Redis is there or not. */
export function stormIdArgument(): Argument {
  return new Argument('<id>', 'the id of the storm, as `storms list` shows it').argParser((text) => {
    if (isStormId(text)) return text;
    throw new InvalidArgumentError("A storm's id looks like 0123456789abcdef-0123456789ab.");
  });
}
