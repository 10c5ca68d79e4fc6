import { z } from 'zod';

import { ApiError, BrokenWatch, brokenBy } from './api-error.ts';
import type { WatchedKind } from './kinds.ts';
import { linesOf } from './lines.ts';
import { accept } from './list.ts';
import type { Session } from './session.ts';

/** How long the server is asked to keep a watch open, at least and at most: not all of them end together. */
const leastSeconds = 240;
const mostSeconds = 300;
/** What it may take longer than it was asked to, before the connection counts as dead. */
const graceMs = 30_000;

const event = z.object({ type: z.string(), object: z.unknown() });
const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** What a watch tells. */
export interface Following {
  opened(): void;
  changed(object: unknown): void;
  deleted(object: unknown): void;
  /** The server has told all there was up to this version. */
  upTo(version: string): void;
  /** From 0 up to 1. */
  random(): number;
}

/** Hands over changes as they come, until the server ends the watch. Throws as a Session does, or a BrokenWatch. */
export async function follow(
  session: Session,
  { path, metadataOnly }: Pick<WatchedKind, 'metadataOnly'> & { readonly path: string },
  from: string,
  following: Following,
): Promise<void> {
  const seconds = Math.round(leastSeconds + following.random() * (mostSeconds - leastSeconds));
  const events = await session.get({
    ...{ path, deadlineMs: seconds * 1000 + graceMs },
    query: { watch: true, allowWatchBookmarks: true, resourceVersion: from, timeoutSeconds: seconds },
    accept: metadataOnly ? accept.metadata : accept.whole,
  });
  following.opened();
  for await (const line of linesOf(events)) tell(eventIn(line), following);
}

function eventIn(line: string): z.infer<typeof event> {
  try {
    return event.parse(JSON.parse(line));
  } catch {
    throw new BrokenWatch(200, 'something that is no event');
  }
}

function tell({ type, object }: z.infer<typeof event>, following: Following): void {
  if (type === 'ERROR') throw brokenBy(object);
  if (type === 'ADDED' || type === 'MODIFIED') following.changed(object);
  if (type === 'DELETED') following.deleted(object);
  const { data } = versioned.safeParse(object);
  if (data) following.upTo(data.metadata.resourceVersion);
}

/** The version to go on from is too old for the server: only a new list helps. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && error.code === 410;
}
