import { ROOT_CONTEXT, type SpanContext, propagation, trace } from '@opentelemetry/api';
import type { Queue } from 'bullmq';

/** The trace of the notification that opened a storm, as its finalize job carries it; undefined where it carries none. */
export async function traceOfOpener(finalize: Queue, stormId: string): Promise<SpanContext | undefined> {
  const metadata = (await finalize.getJob(stormId))?.opts.telemetry?.metadata;
  if (metadata === undefined) return undefined;
  return trace.getSpanContext(propagation.extract(ROOT_CONTEXT, JSON.parse(metadata)));
}
