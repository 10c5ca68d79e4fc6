import type { Job } from 'bullmq';

import { messageOf } from '../src/errors.ts';
import { armUpdate } from '../src/queue/arm.ts';
import type { Storm } from '../src/storm/storm.ts';
import { resourcesOf } from './compose.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { failSubmit } from './submit-failure.ts';

/** Writes a sealed storm's resources, or none where its rule says so, and settles it. Each step may be run again. */
export async function submit(context: WorkerContext, job: Job, storm: Storm): Promise<string> {
  if (storm.fate === 'drop') return drop(context, storm);
  try {
    const [first = ''] = await writeAll(context, storm);
    await settle(context, storm, first);
    await armWanted(context, storm.id);
    return first;
  } catch (error) {
    context.instance.log.debug({ stormId: storm.id, error: messageOf(error) }, 'submit threw');
    return failSubmit(context, job, storm, error);
  }
}

/** What came between the seal and now is not in the resource: its status is to say it. */
export async function armWanted({ instance }: WorkerContext, stormId: string): Promise<void> {
  const storm = await instance.reader.storm(stormId);
  if (!storm?.terms?.updates || storm.lateSeq === undefined) return;
  await armUpdate(instance.queues.finalize, armedStorm(storm));
}

async function writeAll(context: WorkerContext, storm: Storm): Promise<string[]> {
  const names: string[] = [];
  for (const resource of await resourcesOf(context, storm)) {
    const { name, created } = await context.sink.submit(resource);
    names.push(name);
    const { id: stormId, requestId, alertCount, fate } = storm;
    context.instance.log.info(
      { stormId, requestId, resource: name, created, alertCount, fate },
      'resource written',
    );
  }
  return names;
}

async function settle({ instance, metrics }: WorkerContext, storm: Storm, name: string): Promise<void> {
  const { kind, now } = await instance.store.settle(storm.id, 'submitted', name);
  if (kind === 'settled') metrics.sealToSubmitSeconds.observe((now - (storm.sealedAt ?? now)) / 1000);
  const keys = { stormId: storm.id, requestId: storm.requestId, resource: name, outcome: kind };
  // Somebody discarded it while it was being written: the resource stands, and nobody expects it.
  if (kind === 'refused') instance.log.error(keys, 'resource written for a storm that was discarded');
  else instance.log.info({ ...keys, alertCount: storm.alertCount }, 'storm submitted');
}

async function drop({ instance }: WorkerContext, storm: Storm): Promise<string> {
  const { id: stormId, requestId, alertCount, resolvedCount, terms } = storm;
  const reason =
    resolvedCount === alertCount && terms?.whenResolved === 'drop'
      ? `all ${alertCount} alerts had ended before the seal; rule ${terms.rule} drops such storms`
      : `${alertCount - resolvedCount} firing alerts, fewer than the ${terms?.minAlerts} of rule ${terms?.rule}`;
  const { kind } = await instance.store.settle(stormId, 'dropped', reason);
  instance.log.info(
    { stormId, requestId, alertCount, resolvedCount, outcome: kind, reason },
    'storm dropped',
  );
  return 'dropped';
}
