import { z } from 'zod';

import { HttpProblem } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import { type DeadLetter, deadLetterOf, letterJson } from '../queue/dead-letters.ts';
import { type TimedEntry, scanLatest } from '../redis/latest-first.ts';
import { selectLetters } from '../report/select-letters.ts';
import { letter } from './letter-schemas.ts';
import { letterCursor, letterId, limit, oneOf, part, since, usualLimit } from './parameters.ts';
import { type ApiRoute, jsonRoute } from './route.ts';
import { nextCursor } from './storm-schemas.ts';

/** A fold job holds up to 200 alerts: so few are read at a time, and at most so many for one page. */
const [step, mostRead] = [50, 1000];

const querySchema = z.strictObject({
  since,
  pattern: part("Only those whose pattern's text contains this, in upper or lower case."),
  kind: oneOf(
    ['storm', 'alerts'],
    'Only storms whose resource was not written, or alerts that were not folded.',
  ),
  limit,
  cursor: letterCursor,
});
type Query = z.output<typeof querySchema>;

const listRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/failed', summary: 'Dead letters, latest first' },
    description:
      'Jobs that gave up and wait for a person. No more than 1,000 are looked at for one page: it may hold fewer than ' +
      '`limit`, even none, and still have a cursor.',
    querySchema,
    answer: z.object({ deadLetters: z.array(letter), cursor: nextCursor }),
  },
  async ({ instance }, { query }) => {
    const { letters, cursor } = await page(instance, query);
    return { deadLetters: letters.map(letterJson), ...(cursor !== undefined && { cursor }) };
  },
);

const showRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/failed/{id}', summary: 'One dead letter' },
    ...{ pathSchema: z.strictObject({ id: letterId }), answer: letter, problems: ['not-found'] },
  },
  async ({ instance }, { path }) => {
    const { letters } = await selectLetters(instance, [path.id]);
    const [found] = letters;
    if (!found) throw noLetter(path.id);
    return letterJson(found);
  },
);

export const letterRoutes: readonly ApiRoute[] = [listRoute, showRoute];

export function noLetter(id: string): HttpProblem {
  const detail = `There is no dead letter ${id.slice(0, 100)}.`;
  return new HttpProblem('not-found', detail, 'See /api/v1/failed for those there are.');
}

async function page({ redis, queues, store }: Instance, query: Query) {
  const asked = query.kind === 'storm' ? [queues.finalize] : queues.aggregate;
  const holders = query.kind === undefined ? [queues.finalize, ...queues.aggregate] : asked;
  const holderOf = ({ key }: TimedEntry) => holders.find((queue) => queue.toKey('failed') === key);
  const oldest = query.since === undefined ? 0 : (await store.now()) - query.since;
  const read = (entries: readonly TimedEntry[]) =>
    Promise.all(
      entries.map(async (entry) => {
        const job = entry.at < oldest ? undefined : await holderOf(entry)?.getJob(entry.id);
        // One that was retried since its id was read is dead no more.
        const found = job?.finishedOn === undefined ? undefined : deadLetterOf(job);
        return found && fits(found, query) ? found : undefined;
      }),
    );
  const keys = holders.map((queue) => queue.toKey('failed'));
  const before = query.cursor === undefined ? undefined : placeOf(query.cursor, holders);
  const { found, next } = await scanLatest(redis, keys, read, {
    ...{ limit: query.limit ?? usualLimit, step, most: mostRead },
    ...(before && { before }),
  });
  // Latest first: what follows failed earlier still.
  if (!next || next.at < oldest) return { letters: found };
  return { letters: found, cursor: `${next.at}_${holderOf(next)?.name ?? ''}_${next.id}` };
}

// The same id may stand in several queues: whoever adds jobs past our code chooses it.
function placeOf(cursor: string, holders: readonly Instance['queues']['finalize'][]): TimedEntry {
  const [at = '', name = ''] = cursor.split('_', 2);
  const id = cursor.slice(at.length + name.length + 2);
  const key = holders.find((queue) => queue.name === name)?.toKey('failed');
  return { id, at: Number(at), ...(key !== undefined && { key }) };
}

function fits({ pattern }: DeadLetter, query: Query): boolean {
  return pattern.toLowerCase().includes(query.pattern?.toLowerCase() ?? '');
}
