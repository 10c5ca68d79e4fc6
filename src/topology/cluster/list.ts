import { z } from 'zod';

import type { WatchedKind } from './kinds.ts';
import type { Session } from './session.ts';

/** Objects a page. Pods may have ten kilobytes each, and two pages are in memory at a time, parsed. */
const pageSize = 250;
const pageDeadlineMs = 60_000;

const page = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  // Of no objects at all some servers make null.
  items: z.array(z.unknown()).nullish(),
});

export const accept = {
  whole: 'application/json',
  metadataList: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  metadata: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
};

/** Hands over all objects of a kind, page by page, and answers the version that a watch goes on from. */
export async function listAll(
  session: Session,
  { path, metadataOnly }: Pick<WatchedKind, 'metadataOnly'> & { readonly path: string },
  take: (object: unknown) => void,
): Promise<string> {
  for (let next = ''; ;) {
    const answer = page.parse(
      await session.json({
        ...{ path, deadlineMs: pageDeadlineMs },
        query: { limit: pageSize, ...(next !== '' && { continue: next }) },
        accept: metadataOnly ? accept.metadataList : accept.whole,
      }),
    );
    for (const object of answer.items ?? []) take(object);
    next = answer.metadata.continue ?? '';
    if (next === '') return answer.metadata.resourceVersion;
  }
}
