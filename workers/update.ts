import type { Job } from 'bullmq';

import { messageOf } from '../src/errors.ts';
import { type LateStatus, lateStatusOf } from '../src/sink/late-status.ts';
import { SinkError } from '../src/sink/sink.ts';
import type { Storm } from '../src/storm/storm.ts';
import { inSpan, spanKeys } from '../src/tracing.ts';
import type { WorkerContext } from './context.ts';

/** More are counted, and readable through the API. */
const joinedInStatus = 100;

/**
 * Writes what came after a storm's seal to the status of its resource: all that is known, so that a lost or doubled job
 * does no harm. What can't be written is tried again by the sweep; a resource that is gone, or refuses, ends it.
 */
export async function updateResource(context: WorkerContext, job: Job): Promise<string> {
  const { reader, store } = context.instance;
  const stormId = (job.id ?? '').replace(/^update-/, '');
  const storm = await reader.storm(stormId);
  if (!storm || storm.state !== 'submitted') return 'nothing to update';
  const outcome = await write(context, storm);
  context.metrics.statusUpdates.inc({ outcome });
  if (outcome === 'failed') return outcome;
  // Whatever comes later is told to nobody, where there is nobody to tell.
  await store.updated(stormId, outcome === 'written' ? storm.lateSeq : undefined);
  return outcome;
}

type Outcome = 'written' | 'gone' | 'refused' | 'failed';

async function write({ instance, sink }: WorkerContext, storm: Storm): Promise<Outcome> {
  const { id: stormId, resourceName: name = '', fate } = storm;
  if (!sink.updateStatus || fate === 'each') return 'gone';
  const { namespace } = instance.config.sink;
  try {
    const status = await statusOf(instance, storm);
    const update = sink.updateStatus.bind(sink, { name, namespace, stormId }, status);
    const span = { name: 'update status', attributes: { [spanKeys.stormId]: stormId } };
    return await inSpan(span, () => update());
  } catch (error) {
    const { verdict, advice } = error instanceof SinkError ? error : { verdict: 'retry', advice: undefined };
    const outcome = verdict === 'never' ? 'refused' : 'failed';
    instance.log.warn(
      { stormId, resource: name, outcome, advice, error: messageOf(error) },
      'status not updated',
    );
    return outcome;
  }
}

async function statusOf({ reader, store }: WorkerContext['instance'], storm: Storm): Promise<LateStatus> {
  const joined = await reader.joinedMembers(storm, 0, joinedInStatus);
  return lateStatusOf(storm, {
    ...{ joined, joinedSeverity: storm.joinedSeverity },
    ...{ lastResolvedAt: storm.lastEndedAt, lastJoinedAt: storm.lastJoinedAt },
    now: await store.nowOf(storm.id),
  });
}
