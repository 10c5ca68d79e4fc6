import { z } from 'zod';

import { ListReader } from './list-reader.ts';
import type { WatchedKind } from './kinds.ts';
import type { Session } from './session.ts';

/** Objects a page: a server makes a whole page before it sends any of it. */
const pageSize = 250;
const pageDeadlineMs = 60_000;

const envelope = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
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
    const answer = await session.get({
      ...{ path, deadlineMs: pageDeadlineMs },
      query: { limit: pageSize, ...(next !== '' && { continue: next }) },
      accept: metadataOnly ? accept.metadataList : accept.whole,
    });
    const reader = new ListReader(take);
    for await (const chunk of answer) reader.write(chunk);
    const { metadata } = envelope.parse(reader.end());
    next = metadata.continue ?? '';
    if (next === '') return metadata.resourceVersion;
  }
}
