import { readFile, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Nobody writes a file a second time so long after the first. */
const leaveMs = 20_000;

interface Written {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly alertCount: number };
}

/**
 * Acts on the resources, as whoever consumes them does: counts each and takes it away. A file that comes again under its
 * name, or under its storm's id, was written twice.
 */
export class Resources {
  alerts = 0;
  readonly twice: string[] = [];
  readonly #folder: string;
  readonly #names = new Set<string>();
  readonly #storms = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get count(): number {
    return this.#names.size;
  }

  /** With `all`, also those that were only just written. */
  async take(all = false): Promise<void> {
    const files = (await readdir(this.#folder)).filter((name) => name.endsWith('.yaml'));
    for (const name of files) {
      const file = join(this.#folder, name);
      const { mtimeMs } = await stat(file);
      if (!all && Date.now() - mtimeMs < leaveMs) continue;
      this.#count(parse(await readFile(file, 'utf8')) as Written);
      await unlink(file);
    }
  }

  #count({ metadata, spec }: Written): void {
    const { name, labels } = metadata;
    const storm = labels['stormfold.io/storm-id'] ?? '';
    if (this.#names.has(name) || this.#storms.has(storm)) this.twice.push(name);
    this.#names.add(name);
    this.#storms.add(storm);
    this.alerts += spec.alertCount;
  }
}
