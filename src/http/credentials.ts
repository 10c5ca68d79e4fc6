import type { Request } from 'express';

import type { Secrets } from './secrets.ts';

/** What an Authorization header holds; neither when it is one that nobody could know. */
interface Presented {
  readonly token?: string;
  /** `user:password`, as basic auth carries it. */
  readonly pair?: string;
}

/** Undefined: none were given, which is no try to come in. */
export function presentedIn(request: Pick<Request, 'get'>): Presented | undefined {
  const header = request.get('Authorization')?.trim();
  if (!header) return undefined;
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { token: credentials };
  if (scheme.toLowerCase() === 'basic') return { pair: Buffer.from(credentials, 'base64').toString('utf8') };
  return {};
}

export function isSender({ token, pair }: Presented, secrets: Secrets): boolean {
  return (token !== undefined && secrets.hasToken(token)) || (pair !== undefined && secrets.hasBasic(pair));
}

/**
 * The operator's name, or undefined for a stranger. As for senders, and a token is also the password of basic auth, under
 * any user name: browsers ask for that. Such a name is what its user calls himself.
 */
export function operatorIn({ token, pair }: Presented, secrets: Secrets): string | undefined {
  if (token !== undefined && secrets.hasToken(token)) return nameless;
  if (pair === undefined) return undefined;
  const [user, password] = partsOf(pair);
  return secrets.hasBasic(pair) || secrets.hasToken(password) ? user || nameless : undefined;
}

/** Who came with nothing but a token. */
const nameless = 'token';

function partsOf(pair: string): readonly [user: string, password: string] {
  const colon = pair.indexOf(':');
  return [pair.slice(0, Math.max(colon, 0)), pair.slice(colon + 1)];
}
