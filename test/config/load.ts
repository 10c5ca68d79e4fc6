import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type LoadedConfig, loadConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/errors.ts';

type Env = Record<string, string>;

/** Runs with files in a folder of their own, which is gone afterwards. */
export function withFiles<T>(files: Record<string, string>, run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'stormfold-config-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loads a YAML file `c.yaml`, which lies beside other files. */
export function loadYaml(yaml: string, env: Env = {}, beside: Record<string, string> = {}): LoadedConfig {
  return withFiles({ ...beside, 'c.yaml': yaml }, (cwd) => loadConfig({ env, file: 'c.yaml', cwd }));
}

/** The faults that loading ends in, one a line as people see them, without the heading. */
export function faultsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

export function envFaults(env: Env): readonly string[] {
  return faultsOf(() => loadConfig({ env }));
}

export function yamlFaults(yaml: string, env: Env = {}): readonly string[] {
  return faultsOf(() => loadYaml(yaml, env));
}
