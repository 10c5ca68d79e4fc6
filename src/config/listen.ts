import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

import { asksProxy, familyOf } from './proxy.ts';
import type { Config, Credentials } from './types.ts';

type Listen = Config['listen'];

/** Who may be asked for credentials: senders of alerts, and operators. */
export type Caller = 'webhook' | 'operator';

const hostname = /^[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?$/i;

/** Reads `host:port`, `[::1]:8080` and `:8080`. An IPv6 address needs its brackets: `::1:80` would be ambiguous. */
export function parseListen(text: string): Listen | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const [, address, name = '', digits] = match;
  const port = Number(digits);
  if (port > 65_535) return undefined;
  if (address !== undefined) return isIPv6(address) ? { host: address, port } : undefined;
  return name === '' || isHost(name) ? { host: name, port } : undefined;
}

export function formatListen({ host, port }: Listen): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

// `256.0.0.1` and `1.2.3` are typing errors, though they could be names.
function isHost(name: string): boolean {
  return /^[\d.]+$/.test(name) ? isIPv4(name) : hostname.test(name);
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Other names than `localhost` may resolve to anything, and so are taken as reachable. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, familyOf(host));
}

/** Whether a caller of this kind has to say who it is. */
export function isAsked(auth: Config['auth'], caller: Caller): boolean {
  return hasCredentials(auth[caller]) || (caller === 'operator' && asksProxy(auth.proxy));
}

export function hasCredentials({ tokens, tokenFiles, basic }: Credentials): boolean {
  return tokens.length + tokenFiles.length + basic.length > 0;
}

/**
 * What would be open to the network: beyond loopback both kinds of callers must be asked for credentials, because
 * operators can discard storms, and senders can fill Redis. Empty when all is well, or when `allowOpen` is set.
 */
export function listenFaults(
  config: Pick<Config, 'listen' | 'auth'>,
  callers: readonly Caller[] = ['webhook', 'operator'],
): readonly string[] {
  const { listen, auth } = config;
  if (auth.allowOpen || isLoopback(listen.host)) return [];
  return callers
    .filter((caller) => !isAsked(auth, caller))
    .map((caller) => openFault(formatListen(listen), caller));
}

function openFault(address: string, caller: Caller): string {
  const variable = `STORMFOLD_${caller.toUpperCase()}_TOKENS`;
  return (
    `${address} can be reached from other machines and auth.${caller} has no credentials; ` +
    `set ${variable} or ${variable}_FILE, listen on 127.0.0.1, or set STORMFOLD_ALLOW_OPEN=true ` +
    `if something in front of Stormfold asks for them`
  );
}
