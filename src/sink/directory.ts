import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { parse } from 'yaml';

import { codeOf, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Existing, createOnce, identityOf } from './create-once.ts';
import { directoryError } from './directory-errors.ts';
import type { Resource } from './resource.ts';
import type { Sink, Submitted } from './sink.ts';
import { manifestToYaml } from './yaml.ts';

/** kubectl reads `.yaml`, `.yml` and `.json` of a folder: it never sees a file that is half written. */
const temporary = /^\.stormfold-[0-9a-f-]+\.tmp$/;

/** Another process may be writing one right now, on a host whose clock differs: only older ones are certainly left over. */
const leftoverAfterMs = 3_600_000;

/** Writes each storm as a file of its own, complete or not at all, and never over another. */
export class DirectorySink implements Sink {
  readonly kind = 'directory';
  readonly #directory: string;
  readonly #log: Log;

  constructor(directory: string, log: Log) {
    this.#directory = resolve(directory);
    this.#log = log;
  }

  async submit(manifest: Resource): Promise<Submitted> {
    try {
      await createFolder(this.#directory);
      const submitted = await createOnce(manifest, (candidate) => this.#create(candidate));
      // Also where an earlier try had written the file: it may have died before this.
      await syncFolder(this.#directory);
      return submitted;
    } catch (error) {
      throw directoryError(error, this.#directory);
    }
  }

  async exists({ metadata }: Resource): Promise<boolean> {
    try {
      await stat(this.#fileOf(metadata.name));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw directoryError(error, this.#directory);
    }
  }

  /** Creates the folder and removes what killed processes left in it. A folder that can't be used now may be later. */
  async open(): Promise<void> {
    try {
      await createFolder(this.#directory);
      await this.#removeLeftovers();
    } catch (error) {
      const { reason, advice } = directoryError(error, this.#directory);
      this.#log.warn(
        { directory: this.#directory, reason, advice, error: messageOf(error) },
        'sink not ready',
      );
    }
  }

  async close(): Promise<void> {}

  async #create(manifest: Resource): Promise<'created' | Existing> {
    const file = this.#fileOf(manifest.metadata.name);
    const draft = join(this.#directory, `.stormfold-${randomUUID()}.tmp`);
    try {
      await writeDurably(draft, manifestToYaml(manifest));
      // Unlike a rename, a link fails where the name is taken.
      await link(draft, file);
      return 'created';
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      return existingAt(file);
    } finally {
      await unlink(draft).catch(() => undefined);
    }
  }

  #fileOf(name: string): string {
    return join(this.#directory, `${name}.yaml`);
  }

  async #removeLeftovers(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => temporary.test(name));
    for (const name of names) await this.#removeIfOld(join(this.#directory, name));
  }

  async #removeIfOld(file: string): Promise<void> {
    try {
      const { mtimeMs } = await stat(file);
      if (Date.now() - mtimeMs < leftoverAfterMs) return;
      await unlink(file);
      this.#log.info({ file }, 'leftover file removed');
    } catch (error) {
      // Another process was quicker, or will be.
      this.#log.debug({ file, error: messageOf(error) }, 'leftover file not removed');
    }
  }
}

async function existingAt(file: string): Promise<Existing> {
  const text = await readFile(file, 'utf8');
  try {
    return identityOf(parse(text));
  } catch {
    // Not YAML, so not ours: every file of ours is complete before it has its name.
    return { stormId: undefined, specHash: undefined };
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new folder is durable once the one above it is, like a new file. */
async function createFolder(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (first === undefined) return;
  const top = dirname(first);
  for (let above = dirname(directory); above.length >= top.length; above = dirname(above)) {
    await syncFolder(above);
    if (above === top) return;
  }
}

async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems, and Windows, know no such thing.
    if (!['EINVAL', 'EPERM', 'EISDIR', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
