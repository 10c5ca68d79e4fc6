import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { type ConfigSources, type LoadedConfig, configFileName, loadConfig } from '../config.ts';
import type { RuleBook } from '../rules/rule.ts';
import { correlationSettings } from './settings-correlation.ts';
import { ruleSettings, tenantSettings } from './settings-rules.ts';
import { FileWatch } from './watch.ts';

/** What a configuration that was read again comes to. */
export interface ReadAgain {
  readonly ruleBook: RuleBook;
  /** Paths of settings that have changed and are only taken over by a restart, in the order of `config check`. */
  readonly needRestart: readonly string[];
}

/** What holds from the next alert on; all other settings are fixed once something is built on them. */
const reloadable = new Set(
  Object.values({ ...ruleSettings, ...tenantSettings, ...correlationSettings }).map(({ path }) => path),
);

/** A configuration that knows where it came from, and can be read from there again. */
export class ReloadableConfig {
  readonly config: LoadedConfig;
  /** Undefined: there is no file, and nothing can change. */
  readonly watch: FileWatch | undefined;
  readonly #sources: ConfigSources;

  /** Throws a ConfigError that lists every fault there is. */
  constructor(sources: ConfigSources) {
    const { cwd = process.cwd() } = sources;
    const name = configFileName(sources);
    this.#sources = { ...sources, cwd };
    this.watch = name === undefined ? undefined : new FileWatch(resolve(cwd, name));
    this.config = loadConfig(this.#sources);
  }

  /** Throws a ConfigError that lists every fault, those against settings in force among them. */
  readAgain(): ReadAgain {
    this.watch?.reading();
    const { ruleBook, values } = loadConfig({ ...this.#sources, inForce: this.config });
    const changed = [...values].filter(
      ([path, value]) => !isDeepStrictEqual(value, this.config.values.get(path)),
    );
    const paths = changed.map(([path]) => path);
    return { ruleBook, needRestart: paths.filter((path) => !reloadable.has(path)) };
  }
}
