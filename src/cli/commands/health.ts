import { Command } from 'commander';

import { StormfoldError } from '../../errors.ts';
import { jsonOption } from '../options.ts';
import { printable, say, sayJson } from '../output.ts';
import { causeOf, readAnswer } from '../post.ts';
import { configOf } from '../session.ts';
import { ownUrl } from '../target.ts';

/** Whoever probes waits no longer than a few seconds; readiness itself takes one at most. */
const patienceMs = 3000;

export function healthCommand(): Command {
  return new Command('health')
    .description('ask the service at the configured address whether it can serve: 0 yes, 1 no')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ STORMFOLD_LISTEN=127.0.0.1:8080 stormfold health')
    .action(tellHealth);
}

async function tellHealth({ json }: { readonly json: boolean }, command: Command): Promise<void> {
  const url = `${ownUrl(configOf(command).listen)}/readyz`;
  const { ready, answer } = await ask(url);
  if (!ready) throw new StormfoldError(`not ready: ${wordsOf(answer)}`, { advice: `Asked ${url}` });
  if (json) sayJson(answer);
  else say('ready');
}

async function ask(url: string): Promise<{ ready: boolean; answer: unknown }> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    return { ready: response.status === 200, answer: readAnswer(await response.text()) };
  } catch (error) {
    return { ready: false, answer: causeOf(error) };
  }
}

/** What is behind it, such as `{"redis":"away",…}`, where the service says so. */
function wordsOf(answer: unknown): string {
  const { details = answer } = Object(answer) as { details?: unknown };
  return printable(typeof details === 'string' ? details : JSON.stringify(details));
}
