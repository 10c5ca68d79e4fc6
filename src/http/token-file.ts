import { versionOf } from '../config/file-version.ts';
import { parseTokens, readText, tokenFileProblem } from '../config/token-files.ts';
import { ConfigError } from '../errors.ts';
import type { Log } from '../log.ts';

/** A file is looked at this often at most: a request must not wait for a disk each time. */
const checkEveryMs = 1000;

/**
 * Tokens in a file, one a line, read again when it changes. Whoever rotates them may be half-way through: a file that
 * is gone, empty or unreadable leaves the last good tokens in force, and says so once.
 */
export class TokenFile {
  readonly #path: string;
  readonly #log: Log;
  readonly #now: () => number;
  #tokens: readonly string[];
  #version: string;
  #checkedAt: number;

  /** Throws a ConfigError when the file can't be read, or holds no token. */
  constructor(path: string, log: Log, now = () => performance.now()) {
    this.#path = path;
    this.#log = log;
    this.#now = now;
    this.#checkedAt = now();
    this.#version = versionOf(path);
    this.#tokens = tokensIn(path);
    if (this.#tokens.length > 0) return;
    throw new ConfigError(`a token file can't be used: ${tokenFileProblem(path)}`, {
      advice: 'Put one token a line into it, or take it out of the configuration.',
    });
  }

  tokens(): readonly string[] {
    if (this.#now() - this.#checkedAt >= checkEveryMs) {
      this.#checkedAt = this.#now();
      this.#readIfChanged();
    }
    return this.#tokens;
  }

  #readIfChanged(): void {
    // Looked at before it is read: a change in between is then seen the next time.
    const version = versionOf(this.#path);
    if (version === this.#version) return;
    this.#version = version;
    const tokens = tokensIn(this.#path);
    if (tokens.length > 0) {
      this.#tokens = tokens;
      this.#log.info({ path: this.#path, tokens: tokens.length }, 'token file read again');
    } else {
      const keys = { path: this.#path, problem: tokenFileProblem(this.#path) };
      this.#log.warn(keys, 'token file unusable, the last good tokens stay');
    }
  }
}

/** Empty when the file can't be read, too. */
function tokensIn(path: string): readonly string[] {
  const content = readText(path);
  return content.fault === undefined ? parseTokens(content.text) : [];
}
