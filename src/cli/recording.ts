import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

import { StormfoldError, messageOf } from '../errors.ts';

/** One recorded notification, as it is posted again. */
export interface Delivery {
  /** Where it stands: the file, and the line of a stream. */
  readonly place: string;
  /** Milliseconds since the stream began; 0 for a file that is one body. */
  readonly atMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Reads a body (any file) or a stream (`.jsonl`, `.jsonl.gz`) of `{"t_ms","path","headers","body"}`, a line at a time. */
export async function* readRecording(file: string): AsyncGenerator<Delivery> {
  try {
    if (/\.jsonl(\.gz)?$/.test(file)) yield* readStream(file);
    else yield { place: file, atMs: 0, headers: {}, body: await readFile(file) };
  } catch (cause) {
    if (cause instanceof StormfoldError) throw cause;
    const advice = 'Give files of one JSON body each, or recorded streams: .jsonl or .jsonl.gz.';
    throw new StormfoldError(`${file} can't be read: ${messageOf(cause)}`, { advice, cause });
  }
}

async function* readStream(file: string): AsyncGenerator<Delivery> {
  const bytes = createReadStream(file);
  const plain = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  // An error does not travel down a pipe: without this, a file that is not there would never end.
  bytes.on('error', (error) => plain.destroy(error));
  let line = 0;
  for await (const text of createInterface({ input: plain, crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() !== '') yield deliveryOf(text, `${file}:${line}`);
  }
}

// The recorded path is that of whatever recorded it, and says nothing about where Stormfold takes notifications.
function deliveryOf(text: string, place: string): Delivery {
  const { t_ms: atMs, headers = {}, body } = parseLine(text, place);
  if (typeof atMs !== 'number' || body === undefined) throw notRecorded(place);
  const kept = Object.entries(headers).filter(([name]) => !ofTheConnection.has(name.toLowerCase()));
  return {
    ...{ place, atMs, headers: Object.fromEntries(kept) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

interface RecordedLine {
  readonly t_ms?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function parseLine(text: string, place: string): RecordedLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below
  }
  throw notRecorded(place);
}

function notRecorded(place: string): StormfoldError {
  const advice = 'A line of a stream is {"t_ms":0,"path":"/","headers":{},"body":{…}}.';
  return new StormfoldError(`${place} is not a recorded notification`, { advice });
}

/** They belong to the recorded connection, or are made anew for ours. */
const ofTheConnection = new Set([
  ...['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'accept-encoding'],
  ...['authorization', 'x-request-id', 'expect', 'upgrade', 'te', 'trailer'],
]);
