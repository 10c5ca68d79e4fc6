import type { IncomingHttpHeaders } from 'node:http';

import type { Request } from 'express';

import { tryLater } from '../http/problem.ts';
import type { BodyShare } from './body-budget.ts';
import { UnreadableBody } from './unreadable-body.ts';

/** Refuses from the headers alone what could not be read anyway. */
export function checkMediaType(request: Request): void {
  // What nearly all send is told without being taken apart.
  if (isPlainJson(request.headers)) return;
  const type = request.get('Content-Type') ?? 'none';
  const charset = /;\s*charset\s*=\s*"?([^;"\s]+)/i.exec(type)?.[1] ?? 'utf-8';
  const encoding = request.get('Content-Encoding') ?? 'identity';
  const kind = 'unsupported-media-type';
  switch (request.is(['json', '+json'])) {
    case null:
      throw new UnreadableBody('empty', 'There is no body.', 'Post a notification as JSON.');
    case false: {
      const detail = `The content type is ${type}, not JSON.`;
      throw new UnreadableBody('media-type', detail, 'Send `Content-Type: application/json`.', { kind });
    }
    default:
  }
  if (!/^utf-?8$/i.test(charset)) {
    const detail = `The charset is ${charset}, not UTF-8.`;
    throw new UnreadableBody('media-type', detail, 'Send JSON in UTF-8.', { kind });
  }
  if (encoding.toLowerCase() !== 'identity') {
    const detail = `The content encoding is ${encoding}.`;
    throw new UnreadableBody('encoding', detail, 'Send the body uncompressed.', { kind });
  }
}

function isPlainJson(headers: IncomingHttpHeaders): boolean {
  return (
    headers['content-type'] === 'application/json' &&
    headers['content-encoding'] === undefined &&
    headers['content-length'] !== undefined
  );
}

/**
 * Reads the whole body, at most `limit` bytes of it and no more than `share` has room for. Whatever is refused on the
 * way is still drained, so that the sender gets to read the answer.
 */
export async function readBody(request: Request, limit: number, share: BodyShare): Promise<Buffer> {
  const announced = Number(request.get('Content-Length') ?? 0);
  if (announced > limit) throw tooLarge(limit);
  if (!share.fits(announced)) throw noRoom();
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const refuse = (error: Error) => {
    request.off('data', keep);
    chunks.length = 0;
    request.resume();
    reject(error);
  };
  const keep = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) refuse(tooLarge(limit));
    else if (!share.take(chunk.length)) refuse(noRoom());
    else chunks.push(chunk);
  };
  request.on('data', keep);
  // Emptied, or the body would be held twice for as long as the request is.
  request.once('end', () => resolve(Buffer.concat(chunks.splice(0))));
  request.once('error', () => refuse(brokenOff()));
  // Every request closes; only one that did so before its end broke off, and an error costs more than it looks.
  request.once('close', () => request.readableEnded || refuse(brokenOff()));
  // It may have broken off before any of these listened.
  if (request.destroyed) refuse(brokenOff());
  return promise;
}

function tooLarge(limit: number): UnreadableBody {
  const detail = `The body is above the limit of ${limit} bytes.`;
  const advice = 'Raise STORMFOLD_BODY_LIMIT, or have the sender group by more labels.';
  return new UnreadableBody('too-large', detail, advice, { kind: 'body-too-large' });
}

function noRoom() {
  return tryLater('too-many-bytes-in-flight', 'Too many bytes of notifications are being read right now.', 1);
}

function brokenOff(): UnreadableBody {
  return new UnreadableBody('aborted', 'The connection broke off within the body.', 'Send it again.');
}
