import type { Instance } from '../instance.ts';
import { type DeadLetter, type DeadLetterFilter, listDeadLetters } from '../queue/dead-letters.ts';
import { stateOfJob } from '../queue/job-state.ts';
import { isStormId } from '../storm/storm.ts';

/** The letters that were asked for, and the ids that stand for none of them. */
export interface Selection {
  readonly letters: readonly DeadLetter[];
  readonly others: readonly OtherId[];
}

/** `left out`: it is a dead letter that the filter does not fit. `not failed`: `detail` is what its storm or job is. */
export interface OtherId {
  readonly id: string;
  readonly outcome: 'left out' | 'not failed' | 'not found';
  readonly detail?: string;
}

/** Without ids, every letter that fits the filter. */
export async function selectLetters(
  instance: Instance,
  ids: readonly string[],
  filter: Omit<DeadLetterFilter, 'ids' | 'now'> = {},
): Promise<Selection> {
  const { queues, store } = instance;
  const now = await store.now();
  if (ids.length === 0) return { letters: await listDeadLetters(queues, { ...filter, now }), others: [] };
  const given = [...new Set(ids)];
  const named = await listDeadLetters(queues, { ids: given, now });
  // Read once where nothing is filtered: one that is retried between two looks would be `left out`, as if by a filter.
  const isFiltered = Object.values(filter).some((wanted) => wanted !== undefined);
  const fitting = isFiltered ? await listDeadLetters(queues, { ...filter, ids: given, now }) : named;
  const rest = given.filter((id) => fitting.every((letter) => letter.jobId !== id));
  const others = rest.map(async (id): Promise<OtherId> => {
    if (named.some((letter) => letter.jobId === id)) return { id, outcome: 'left out' };
    const detail = await stateOf(instance, id);
    return detail === undefined ? { id, outcome: 'not found' } : { id, outcome: 'not failed', detail };
  });
  return { letters: fitting, others: await Promise.all(others) };
}

// A storm says more than its job does: the job of a submitted one is gone after a day.
async function stateOf({ queues, reader }: Instance, id: string): Promise<string | undefined> {
  const storm = isStormId(id) ? await reader.storm(id) : undefined;
  if (storm) return storm.state;
  for (const queue of [queues.finalize, ...queues.aggregate]) {
    const job = await queue.getJob(id);
    if (job) return stateOfJob(job);
  }
  return undefined;
}
