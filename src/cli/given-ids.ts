import type { Instance } from '../instance.ts';
import { type DeadLetter, type DeadLetterFilter, listDeadLetters } from '../queue/dead-letters.ts';
import { patternHashOf } from '../storm/storm.ts';

/** The letters that were asked for, and the ids that name none. */
export interface Selection {
  readonly letters: readonly DeadLetter[];
  /** Each with what it is instead; undefined when nothing of that name is known. */
  readonly others: readonly { readonly id: string; readonly state: string | undefined }[];
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
  const fitting = await listDeadLetters(queues, { ...filter, ids: given, now });
  const rest = given.filter((id) => fitting.every((letter) => letter.jobId !== id));
  const others = rest.map(async (id) => {
    const leftOut = named.some((letter) => letter.jobId === id);
    return { id, state: leftOut ? 'left out by the filter' : await stateOf(instance, id) };
  });
  return { letters: fitting, others: await Promise.all(others) };
}

// A storm says more than its job does: the job of a submitted one is gone after a day.
async function stateOf({ queues, reader }: Instance, id: string): Promise<string | undefined> {
  const storm = isStormId(id) ? await reader.storm(id) : undefined;
  if (storm) return storm.state;
  for (const queue of [queues.finalize, ...queues.aggregate]) {
    const state = await queue.getJobState(id);
    if (state !== 'unknown') return state;
  }
  return undefined;
}

function isStormId(id: string): boolean {
  try {
    patternHashOf(id);
    return true;
  } catch {
    return false;
  }
}
