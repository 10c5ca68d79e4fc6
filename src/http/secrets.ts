import { hash, timingSafeEqual } from 'node:crypto';

import type { Credentials } from '../config.ts';
import type { Log } from '../log.ts';
import { TokenFile } from './token-file.ts';

/** All secrets of one kind of caller. They are kept as digests: equal lengths, and nothing to find in a core dump. */
export class Secrets {
  /** No secret is configured: everybody is let in. */
  readonly open: boolean;
  readonly #tokens: readonly Buffer[];
  readonly #basic: readonly Buffer[];
  readonly #files: readonly TokenFile[];

  /** Throws a ConfigError when a token file can't be read. */
  constructor({ tokens, tokenFiles, basic }: Credentials, log: Log, now?: () => number) {
    this.#tokens = tokens.map(digest);
    this.#basic = basic.map(digest);
    this.#files = tokenFiles.map((path) => new TokenFile(path, log, now));
    this.open = tokens.length + tokenFiles.length + basic.length === 0;
  }

  hasToken(token: string): boolean {
    const known = [...this.#tokens, ...this.#files.flatMap((file) => file.tokens().map(digest))];
    return isAmong(known, token);
  }

  /** `user:password`, as basic auth carries it. */
  hasBasic(pair: string): boolean {
    return isAmong(this.#basic, pair);
  }
}

// Every known secret is compared, in constant time each: how long it takes says nothing about which was nearly right.
function isAmong(known: readonly Buffer[], presented: string): boolean {
  const presentedDigest = digest(presented);
  return known.map((secret) => timingSafeEqual(secret, presentedDigest)).includes(true);
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
