import { type Command, Option } from 'commander';

import type { DeadLetterFilter } from '../queue/dead-letters.ts';
import { patternOption, sinceOption } from './options.ts';

/** Which dead letters are meant, as the options below give it. */
export interface LetterOptions {
  readonly since?: number;
  readonly pattern?: string;
  readonly reason?: string;
  readonly kind?: 'storm' | 'alerts';
}

/** The filters of every command that picks dead letters by what they are. */
export function withLetterOptions(command: Command): Command {
  return command
    .addOption(sinceOption('only those that failed within this time'))
    .addOption(patternOption())
    .option('--reason <text>', 'only those whose reason contains this, in any case')
    .addOption(
      new Option(
        '--kind <kind>',
        'only storms without their resource, or only alerts that were not folded',
      ).choices(['storm', 'alerts']),
    );
}

export function filterOf({ since, pattern, reason, kind }: LetterOptions): Omit<DeadLetterFilter, 'now'> {
  return {
    ...(since !== undefined && { sinceMs: since }),
    ...(pattern !== undefined && { pattern }),
    ...(reason !== undefined && { reason }),
    ...(kind !== undefined && { kind }),
  };
}
