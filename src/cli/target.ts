import type { Command } from 'commander';

import { parseTokens, readText } from '../config/token-files.ts';
import type { Config } from '../config.ts';
import { UsageError } from './failure.ts';
import type { Target } from './post.ts';
import { configOf } from './session.ts';

const webhookPath = '/webhooks/alertmanager';
const apiPath = '/api/v1';

/** Who is posted to: as told, or the instance that the configuration here describes. */
export function targetOf(options: { url?: string; token?: string }, command: Command): Target {
  const { url, token } = options;
  const told = url === undefined ? undefined : webhookOf(url);
  if (told !== undefined && token !== undefined) return { url: told, authorization: `Bearer ${token}` };
  const config = configOf(command);
  const authorization = token === undefined ? authorizationOf(config.auth.webhook) : `Bearer ${token}`;
  return { url: told ?? webhookOf(ownUrl(config.listen)), authorization };
}

/**
 * The API for operators beside a target's webhook; undefined where the target is some other webhook. The configured
 * token goes to the service that is configured with it and nowhere else: to a host that was named goes only one that was
 * given for it. Without one the API is asked all the same, because it may be open.
 */
export function apiOf(
  target: Target,
  { url, operatorToken }: { url?: string; operatorToken?: string },
  command: Command,
): Target | undefined {
  const api = new URL(target.url);
  if (!api.pathname.endsWith(webhookPath)) return undefined;
  api.pathname = api.pathname.slice(0, -webhookPath.length) + apiPath;
  api.search = '';
  if (operatorToken !== undefined) return { url: api.href, authorization: `Bearer ${operatorToken}` };
  const isOwn = url === undefined;
  return {
    url: api.href,
    authorization: isOwn ? authorizationOf(configOf(command).auth.operator) : undefined,
  };
}

/** A URL that names no path means Stormfold's webhook there. */
function webhookOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`${JSON.stringify(text)} is not a URL`, { advice: 'Such as http://127.0.0.1:8080' });
  }
  if (url.pathname === '/') url.pathname = webhookPath;
  return url.href;
}

export function ownUrl({ host, port }: Config['listen']): string {
  if (port === 0) {
    const advice = 'STORMFOLD_LISTEN has port 0: give the url that `stormfold serve` has logged.';
    throw new UsageError('--url is missing', { advice });
  }
  const reachable = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function authorizationOf({ tokens, tokenFiles, basic }: Config['auth']['operator']): string | undefined {
  const token = tokens[0] ?? tokenFiles.map(firstToken).find((found) => found !== undefined);
  if (token !== undefined) return `Bearer ${token}`;
  return basic[0] === undefined ? undefined : `Basic ${Buffer.from(basic[0]).toString('base64')}`;
}

function firstToken(file: string): string | undefined {
  const { text, fault } = readText(file) as { text?: string; fault?: string };
  return fault === undefined ? parseTokens(text ?? '')[0] : undefined;
}
