import { once } from 'node:events';
import { Command, Option } from 'commander';

import type { Config } from '../../config.ts';
import { createLog } from '../../log.ts';
import { exitCodes } from '../failure.ts';
import { ReloadTriggers } from '../reload-triggers.ts';
import type { Role } from '../serve.ts';
import { reloadableConfigOf } from '../session.ts';
import { stopOnSignals } from '../signals.ts';

const roles: readonly Role[] = ['all', 'intake', 'worker'];

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the service: take notifications, fold them into storms, submit their resources')
    .addOption(new Option('--role <role>', 'which part of it').choices(roles).default('all'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ stormfold serve\n  $ STORMFOLD_LISTEN=127.0.0.1:0 stormfold serve --role worker',
    )
    .action(runService);
}

/** Which span a line was written in; nothing is asked for it while nothing is traced. */
async function spanKeysOf({ tracing }: Config): Promise<(() => object) | undefined> {
  return tracing.exporter === 'off' ? undefined : (await import('../../tracing.ts')).spanOfLine;
}

async function runService({ role }: { readonly role: Role }, command: Command): Promise<void> {
  const triggers = new ReloadTriggers();
  const source = reloadableConfigOf(command);
  const { config } = source;
  const log = createLog(config.logLevel, undefined, await spanKeysOf(config));
  const signal = stopOnSignals(log);
  // Not at the top: the other commands need neither express nor a Kubernetes client, and start sooner without.
  const { serve } = await import('../serve.ts');
  let clean = true;
  try {
    const service = await serve(config, role, log, { signal, reloads: { source, triggers } });
    if (!signal.aborted) await once(signal, 'abort');
    clean = await service.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  log.info({ role, clean }, 'stopped');
  // What was cut off may still hold connections, which would keep the process alive.
  process.exit(clean ? exitCodes.done : exitCodes.failed);
}
