import type { Job } from 'bullmq';

import { messageOf } from '../src/errors.ts';
import { armUpdate } from '../src/queue/arm.ts';
import type { Submitted } from '../src/sink/sink.ts';
import { dropReason } from '../src/storm/fate.ts';
import type { Storm } from '../src/storm/storm.ts';
import { inSpan, spanKeys } from '../src/tracing.ts';
import { resourcesOf } from './compose.ts';
import { type WorkerContext, armedStorm } from './context.ts';
import { failSubmit } from './submit-failure.ts';
import { writeResource } from './write-resource.ts';

/** Writes a sealed storm's resources, or none where its rule says so, and settles it. Each step may be run again. */
export async function submit(context: WorkerContext, job: Job, storm: Storm): Promise<string> {
  if (storm.fate === 'drop') return drop(context, storm);
  try {
    const span = { name: 'submit', attributes: attributesOf(storm) };
    const name = await inSpan(span, async () => settle(context, storm, await writeAll(context, storm)));
    await armWanted(context, storm);
    return name;
  } catch (error) {
    context.instance.log.debug({ stormId: storm.id, error: messageOf(error) }, 'submit threw');
    return failSubmit(context, job, storm, error);
  }
}

/** What came between the seal and now is not in the resource: its status is to say it. */
export async function armWanted({ instance }: WorkerContext, { id, terms }: Storm): Promise<void> {
  if (!terms?.updates) return;
  const storm = await instance.reader.storm(id);
  if (storm?.lateSeq !== undefined) await armUpdate(instance.queues.finalize, armedStorm(storm));
}

async function writeAll(context: WorkerContext, storm: Storm): Promise<readonly Submitted[]> {
  const written: Submitted[] = [];
  for (const resource of await resourcesOf(context, storm))
    written.push(await context.lanes.run(() => writeResource(context, resource)));
  return written;
}

async function settle(
  { instance, metrics }: WorkerContext,
  storm: Storm,
  written: readonly Submitted[],
): Promise<string> {
  const [{ name, created } = { name: '', created: false }] = written;
  const span = { name: 'settle', attributes: { [spanKeys.stormId]: storm.id } };
  const { kind, now } = await inSpan(span, () => instance.store.settle(storm.id, 'submitted', name));
  if (kind === 'settled') metrics.sealToSubmitSeconds.observe((now - (storm.sealedAt ?? now)) / 1000);
  const { id: stormId, requestId, alertCount } = storm;
  const others = written.length > 1 && { resources: written.map((each) => each.name) };
  const keys = { stormId, requestId, resource: name, created, ...others, outcome: kind, alertCount };
  // Somebody discarded it while it was being written: the resource stands, and nobody expects it.
  if (kind === 'refused') instance.log.error(keys, 'resource written for a storm that was discarded');
  else instance.log.info(keys, 'storm submitted');
  return name;
}

async function drop({ instance }: WorkerContext, storm: Storm): Promise<string> {
  const { id: stormId, requestId, alertCount, resolvedCount } = storm;
  const reason = dropReason(storm);
  const span = { name: 'settle', attributes: attributesOf(storm) };
  const { kind } = await inSpan(span, () => instance.store.settle(stormId, 'dropped', reason));
  instance.log.info(
    { stormId, requestId, alertCount, resolvedCount, outcome: kind, reason },
    'storm dropped',
  );
  return 'dropped';
}

function attributesOf({ id, pattern, alertCount }: Storm) {
  return { [spanKeys.stormId]: id, [spanKeys.pattern]: pattern.text, [spanKeys.alerts]: alertCount };
}
