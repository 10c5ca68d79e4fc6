import type { Fault } from './faults.ts';
import { type ConfigFile, isMapping } from './file.ts';
import { type Setting, shown } from './setting.ts';
import type { EffectiveSetting } from './types.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value as it was written, with the place where. */
interface Written {
  readonly raw: unknown;
  readonly source: string;
}

/** Takes settings from the environment and the file one by one, and collects every fault on the way. */
export class SettingsReader {
  readonly faults: Fault[] = [];
  readonly effective: EffectiveSetting[] = [];
  readonly #env: Environment;
  readonly #file: ConfigFile;

  constructor(env: Environment, file: ConfigFile) {
    this.#env = env;
    this.#file = file;
  }

  /** The setting's value, or its default when it is not set or faulty. What a variable overrides is judged too. */
  take<T>(setting: Setting<T>): T {
    const written = [this.#fromVariable(setting), this.#fromFile(setting.path)].filter((each) => !!each);
    const [first] = written.map((each) => ({ ...each, value: this.#judge(setting, each) }));
    const value = first?.value ?? setting.fallback;
    const { path } = setting;
    this.effective.push({ path, value: shown(setting, value), source: first?.source ?? 'default' });
    return value;
  }

  /** Where a setting was set; empty for a default. */
  sourceOf(path: string): string {
    const source = this.effective.find((each) => each.path === path)?.source;
    return source === undefined || source === 'default' ? '' : source;
  }

  #judge<T>({ path, kind }: Setting<T>, { raw, source }: Written): T | undefined {
    const result = kind.schema.safeParse(raw);
    if (result.success) return result.data;
    for (const { message, path: within } of result.error.issues) {
      const entry = within.map((index) => `entry ${Number(index) + 1} `).join('');
      this.faults.push({ path, source, problem: entry + message });
    }
    return undefined;
  }

  // An empty variable is what Compose files and charts make of a setting that was left out.
  #fromVariable<T>({ variable, kind }: Setting<T>): Written | undefined {
    const text = this.#env[variable]?.trim();
    return text ? { raw: kind.fromText(text), source: variable } : undefined;
  }

  #fromFile(path: string): Written | undefined {
    const keys = path.split('.');
    const raw = keys.reduce<unknown>((at, key) => (isMapping(at) ? at[key] : undefined), this.#file.content);
    return raw === undefined || raw === null ? undefined : { raw, source: this.#file.sourceOf(keys) };
  }
}
