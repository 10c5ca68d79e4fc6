import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type z, prettifyError } from 'zod';

import { inconsistencies } from './consistency.ts';
import { type Delivery, deliverySchema, topologySchema, truthSchema } from './format.ts';
import { type KnownIncident, pathOf } from './incident.ts';

/** A file of an incident that can't be read as one, with its path and what is wrong with it. */
export class BadIncident extends Error {
  override readonly name = 'BadIncident';

  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
  }
}

/** Every incident in the folder, by name: each folder in it that has a `truth.json`. Throws `BadIncident`, also when there is none. */
export async function readIncidents(folder: string): Promise<KnownIncident[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new BadIncident(folder, error.code === 'ENOENT' ? 'there is no such folder' : error.message);
  });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const withTruth = await Promise.all(
    names.map(async (name) => ((await readdir(join(folder, name))).includes('truth.json') ? [name] : [])),
  );
  const found = withTruth.flat().toSorted();
  if (found.length === 0) throw new BadIncident(folder, 'no folder in it has a truth.json');
  return Promise.all(found.map((name) => readIncident(join(folder, name))));
}

/** Reads `stream.jsonl.gz`, `truth.json` and `topology.json` of one folder. Throws `BadIncident`, also when they do not fit together. */
export async function readIncident(folder: string): Promise<KnownIncident> {
  const [recorded, truth, topology] = await Promise.all([
    readStream(join(folder, 'stream.jsonl.gz')),
    readJson(join(folder, 'truth.json'), truthSchema),
    readJson(join(folder, 'topology.json'), topologySchema),
  ]);
  const path = pathOf(recorded);
  const deliveries = recorded.filter((delivery) => delivery.path === path);
  const known = { incident: { name: basename(folder), path, deliveries, topology }, truth, recorded };
  refuseInconsistent(folder, known);
  return known;
}

function refuseInconsistent(folder: string, known: KnownIncident): void {
  const faults = inconsistencies(known);
  if (faults.length === 0) return;
  const more = faults.length > 3 ? [`and ${faults.length - 3} more`] : [];
  throw new BadIncident(folder, [...faults.slice(0, 3), ...more].join('; '));
}

async function readStream(file: string): Promise<Delivery[]> {
  const packed = await bytesOf(file);
  const text = await promisify(gunzip)(packed).catch(() => {
    throw new BadIncident(file, 'not packed with gzip');
  });
  const lines = text.toString('utf8').trimEnd().split('\n');
  const deliveries = lines.map((line, index) => parsed(line, deliverySchema, `${file}, line ${index + 1}`));
  return deliveries.toSorted((a, b) => a.t_ms - b.t_ms);
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return parsed((await bytesOf(file)).toString('utf8'), schema, file);
}

async function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new BadIncident(file, error.code === 'ENOENT' ? 'missing' : error.message);
  });
}

function parsed<T>(text: string, schema: z.ZodType<T>, place: string): T {
  const result = schema.safeParse(jsonOf(text, place));
  if (!result.success) throw new BadIncident(place, prettifyError(result.error));
  return result.data;
}

function jsonOf(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadIncident(place, `not JSON: ${(error as Error).message}`);
  }
}
