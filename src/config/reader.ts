import type { z } from 'zod';

import type { Fault } from './faults.ts';
import { type ConfigFile, valueAt } from './file.ts';
import { type Keys, pathOf } from './keys.ts';
import { type Setting, shown } from './setting.ts';
import type { EffectiveSetting } from './types.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value as it was written, with the place where. */
interface Written {
  readonly raw: unknown;
  readonly source: string;
  /** Its place in the file; undefined for a variable. */
  readonly keys?: Keys;
}

/** A value that was set and is right, with the place where. */
export interface Found<T> {
  readonly value: T;
  readonly source: string;
}

/** Takes settings from the environment and the file one by one, and collects every fault on the way. */
export class SettingsReader {
  readonly faults: Fault[] = [];
  readonly effective: EffectiveSetting[] = [];
  readonly values = new Map<string, unknown>();
  readonly #env: Environment;
  readonly #file: ConfigFile;

  constructor(env: Environment, file: ConfigFile) {
    this.#env = env;
    this.#file = file;
  }

  /** The setting's value, or its default when it is not set or faulty. What a variable overrides is judged too. */
  take<T>(setting: Setting<T>): T {
    const { path, kind } = setting;
    const written = [this.#fromVariable(setting), this.#fromFile(path.split('.'))].filter((each) => !!each);
    const [first] = written.map((each) => ({ found: this.#judge(path, kind.schema, each), ...each }));
    const value = first?.found ? first.found.value : setting.fallback;
    this.values.set(path, value);
    this.effective.push({ path, value: shown(setting, value), source: first?.source ?? 'default' });
    return value;
  }

  /** What the file alone says at a place; undefined when it says nothing, or something faulty. */
  takeAt<T>(keys: Keys, schema: z.ZodType<T>): Found<T> | undefined {
    const written = this.#fromFile(keys);
    return written && this.#judge(pathOf(keys), schema, written);
  }

  /** What the file says at a place, as it is; undefined when it says nothing. */
  rawAt(keys: Keys): unknown {
    return this.#fromFile(keys)?.raw;
  }

  /** Tells of something wrong at a place in the file. */
  complain(keys: Keys, problem: string, path = pathOf(keys)): void {
    this.faults.push({ path, source: this.#file.sourceOf(keys), problem });
  }

  /** Where a setting was set; empty for a default. */
  sourceOf(path: string): string {
    const source = this.effective.find((each) => each.path === path)?.source;
    return source === undefined || source === 'default' ? '' : source;
  }

  /** `file:line` of a place in the file. */
  lineOf(keys: Keys): string {
    return this.#file.sourceOf(keys);
  }

  #judge<T>(path: string, schema: z.ZodType<T>, written: Written): Found<T> | undefined {
    const result = schema.safeParse(written.raw);
    if (result.success) return { value: result.data, source: written.source };
    this.faults.push(...result.error.issues.map((issue) => this.#faultOf(path, written, issue)));
    return undefined;
  }

  /** A fault in a part of a value stands where that part does; entries are counted from 1. */
  #faultOf(path: string, { source, keys }: Written, { message, path: within }: z.core.$ZodIssue): Fault {
    const steps = within.filter((step) => typeof step !== 'symbol');
    const entries = steps.filter((step) => typeof step === 'number').map((index) => `entry ${index + 1} `);
    return {
      path: [path, ...steps.filter((step) => typeof step === 'string')].join('.'),
      source: keys ? this.#file.sourceOf([...keys, ...steps]) : source,
      problem: entries.join('') + message,
    };
  }

  // An empty variable is what Compose files and charts make of a setting that was left out.
  #fromVariable<T>({ variable, kind }: Setting<T>): Written | undefined {
    const text = this.#env[variable]?.trim();
    return text ? { raw: kind.fromText(text), source: variable } : undefined;
  }

  #fromFile(keys: Keys): Written | undefined {
    const raw = valueAt(this.#file.content, keys);
    if (raw === undefined || raw === null) return undefined;
    return { raw, source: this.#file.sourceOf(keys), keys };
  }
}
