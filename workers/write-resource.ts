import type { Resource } from '../src/sink/resource.ts';
import { SinkError, type Submitted } from '../src/sink/sink.ts';
import type { WorkerContext } from './context.ts';

/** One call of the sink. How long it took, and how it ended, is in the metrics. Throws what the sink throws. */
export async function writeResource(
  { sink, metrics }: Pick<WorkerContext, 'sink' | 'metrics'>,
  resource: Resource,
): Promise<Submitted> {
  const stop = metrics.submitSeconds.startTimer();
  try {
    const submitted = await sink.submit(resource);
    stop({ outcome: submitted.created ? 'created' : 'existing' });
    metrics.sinkLastSuccess.setToCurrentTime();
    metrics.sinkFailuresInARow.set(0);
    return submitted;
  } catch (error) {
    // The sink works: what it says no to is this resource.
    const refused = error instanceof SinkError && error.verdict === 'never';
    stop({ outcome: refused ? 'refused' : 'failed' });
    if (!refused) metrics.sinkFailuresInARow.inc();
    throw error;
  }
}
