import type { WorkerContext } from './context.ts';

/** Most things of one kind that one sweep looks at, in each partition. */
const pageSize = 1000;

/**
 * Reads the page that follows the one read last under this name, and begins again after the last one: however many
 * things there are, one sweep has bounded work, and each has its turn.
 */
export async function nextPage<T>(
  { sweepPlaces }: Pick<WorkerContext, 'sweepPlaces'>,
  name: string,
  read: (from: number, count: number) => Promise<readonly T[]>,
  count = pageSize,
): Promise<readonly T[]> {
  const from = sweepPlaces.get(name) ?? 0;
  const page = await read(from, count);
  sweepPlaces.set(name, page.length < count ? 0 : from + count);
  return page;
}
