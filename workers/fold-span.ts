import type { Span } from '@opentelemetry/api';
import type { Queue } from 'bullmq';

import { traceOfOpener } from '../src/queue/opener.ts';
import type { FoldAnswer } from '../src/redis/fold-reply.ts';
import { spanKeys } from '../src/tracing.ts';

/**
 * Tells a fold's span what came of it. The trace of the notification that opened a storm goes on to its resource; the
 * others end here, with a link to that one.
 */
export async function tellFold(
  span: Span,
  finalize: Queue,
  { sums, storms, again }: FoldAnswer,
): Promise<void> {
  if (!span.isRecording()) return;
  for (const [name, count] of Object.entries(sums)) span.setAttribute(`stormfold.${name}`, count);
  span.setAttribute('stormfold.again', again);
  const [storm] = storms;
  if (storm) span.setAttribute(spanKeys.stormId, storm.id);
  for (const { id, opened } of storms) if (!opened) await link(span, finalize, id);
}

// A trace is worth no retry, and no job.
async function link(span: Span, finalize: Queue, stormId: string): Promise<void> {
  const opener = await traceOfOpener(finalize, stormId).catch(() => undefined);
  if (opener) span.addLink({ context: opener, attributes: { [spanKeys.stormId]: stormId } });
}
