import { messageOf } from '../src/errors.ts';
import { SinkError, type WrittenResource, type WrittenResources } from '../src/sink/sink.ts';
import { isSettled, isStormId } from '../src/storm/storm.ts';
import type { WorkerContext } from './context.ts';

/** Most that one sweep deletes: its other work comes every ten seconds, and must not wait for this. */
const mostAtATime = 200;
const shortestPauseMs = 60_000;
const longestPauseMs = 600_000;

/**
 * Deletes resources that are older than `sink.keep`, so that they don't pile up in etcd: those of storms of this
 * instance that are settled. Answers how many. Idempotent: any process may do it, also several at once.
 */
export async function cleanUp(context: WorkerContext, now: number): Promise<number> {
  const { keepMs } = context.instance.config.sink;
  const { written } = context.sink;
  if (keepMs === undefined || !written || now < context.nextCleanUp.at) return 0;
  context.nextCleanUp.at = now + Math.min(Math.max(keepMs / 10, shortestPauseMs), longestPauseMs);
  try {
    return await deleteOld(context, written, { now, before: now - keepMs });
  } catch (error) {
    const { reason, advice } =
      error instanceof SinkError ? error : { reason: 'unforeseen', advice: undefined };
    context.metrics.resourcesDeleted.inc({ outcome: 'failed' });
    context.instance.log.warn({ reason, advice, error: messageOf(error) }, 'old resources not deleted');
    return 0;
  }
}

async function deleteOld(
  context: WorkerContext,
  written: WrittenResources,
  { now, before }: { now: number; before: number },
): Promise<number> {
  let deleted = 0;
  for await (const page of written.pages()) {
    for (const resource of await spent(context, page, before)) {
      if (deleted === mostAtATime) {
        // More is left: the next sweep goes on.
        context.nextCleanUp.at = now;
        return deleted;
      }
      await written.delete(resource);
      deleted += 1;
      context.metrics.resourcesDeleted.inc({ outcome: 'deleted' });
      context.instance.log.info(
        { stormId: resource.stormId, resource: resource.name },
        'old resource deleted',
      );
    }
  }
  return deleted;
}

// A storm that is not settled still needs its resource: without it the next try would write it again.
async function spent(
  { instance }: WorkerContext,
  page: readonly WrittenResource[],
  before: number,
): Promise<readonly WrittenResource[]> {
  const old = page.filter(
    ({ createdAt, stormId, instance: writer }) =>
      createdAt < before && writer === instance.config.prefix && isStormId(stormId),
  );
  const storms = await Promise.all(old.map(({ stormId }) => instance.reader.storm(stormId)));
  return old.filter((_, index) => isSettled(storms[index] ?? { state: 'submitted' }));
}
