import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { type RedisClient, mastersOf } from './client.ts';

/** The scripts by name: each is `lua/<name>.lua`, and its contract stands at the top of that file. */
export const scriptNames = [
  'arrive',
  'fold',
  'seal',
  'divide',
  'carry',
  'settle',
  'late',
  'updated',
  'discard',
  'clock',
] as const;
export type ScriptName = (typeof scriptNames)[number];

const folder = fileURLToPath(new URL('../../lua/', import.meta.url));

/** One script's text and its SHA-1, which is what Redis knows it by. */
export interface Script {
  readonly name: ScriptName;
  readonly text: string;
  readonly sha: string;
}

/** Reads every script from disk. Throws when one is missing: a service without its scripts must not start. */
export function readScripts(): Readonly<Record<ScriptName, Script>> {
  const entries = scriptNames.map((name) => [name, readScript(name)] as const);
  return Object.fromEntries(entries) as Record<ScriptName, Script>;
}

function readScript(name: ScriptName): Script {
  const text = assemble(name);
  return { name, text, sha: createHash('sha1').update(text).digest('hex') };
}

/** `require('fold.episode')` is lua/fold/episode.lua. */
const required = /require\('([a-z.]+)'\)/g;

/**
 * Redis knows no files, so that each part goes along as a function which is called where the part is required. A part that
 * few calls need is required where it is needed: making its functions would be half of what a call costs.
 */
function assemble(name: string): string {
  const parts = new Map<string, string>();
  const take = (part: string): string => {
    const text = readFileSync(`${folder}${part.replaceAll('.', '/')}.lua`, 'utf8');
    return text.replace(required, (_, inner: string) => {
      if (!parts.has(inner)) parts.set(inner, `local function ${partName(inner)}()\n${take(inner)}end\n`);
      return `${partName(inner)}()`;
    });
  };
  const main = take(name);
  return [...parts.values(), main].join('');
}

function partName(part: string): string {
  return `part_${part.replaceAll('.', '_')}`;
}

/** Calls scripts by their hash over one connection. What they answer is untyped here; `StormStore` gives it types. */
export class ScriptRunner {
  readonly scripts = readScripts();
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Loads every script, on every master, so that the first alert does not pay for it. */
  async load(): Promise<void> {
    const texts = scriptNames.map((name) => this.scripts[name].text);
    const loads = mastersOf(this.#redis).flatMap((master) =>
      texts.map((text) => master.script('LOAD', text)),
    );
    await Promise.all(loads);
  }

  async call(
    name: ScriptName,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const { sha, text } = this.scripts[name];
    // As one argument: a scope may have a hundred thousand alerts of one cause, and a call takes no more than so many.
    const all = [...keys, ...args.map(String)];
    try {
      return await this.#redis.evalsha(sha, keys.length, all);
    } catch (error) {
      // Redis forgets its scripts at a restart, and a new master never had them; EVAL runs this one and teaches it again in the same round trip.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.#redis.eval(text, keys.length, all);
    }
  }
}
