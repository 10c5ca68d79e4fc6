import { z } from 'zod';

import { HttpProblem } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import { isCalled, listedStates } from '../storm/listing.ts';
import { stormJson } from '../storm/storm-json.ts';
import type { Storm } from '../storm/storm.ts';
import { limit, oneOf, part, states, stormCursor, stormId, usualLimit } from './parameters.ts';
import { type ApiRoute, jsonRoute } from './route.ts';
import { nextCursor, storm } from './storm-schemas.ts';

const querySchema = z.strictObject({
  state: states,
  pattern: part(
    "Only storms whose pattern's text or whose cause's name contains this, in upper or lower case.",
  ),
  severity: part('Only storms of this severity, in upper or lower case.'),
  rule: part('Only storms that were opened by the rule of this name.'),
  sort: oneOf(
    ['latest', 'size'],
    'Latest first, or the largest open ones first; those come without a cursor.',
  ),
  limit,
  cursor: stormCursor,
});
type Query = z.output<typeof querySchema>;

const listRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/storms', summary: 'Storms, latest first' },
    description:
      'A filter looks at no more than 2,000 storms for one page: a page may hold fewer than `limit`, even none, and ' +
      'still have a cursor. A storm that changes its state meanwhile moves to the front, and may be met again there.',
    querySchema,
    answer: z.object({ storms: z.array(storm), cursor: nextCursor }),
  },
  async ({ instance }, { query }) => {
    const { storms, cursor } =
      query.sort === 'size' ? await largest(instance, query) : await page(instance, query);
    return { storms: storms.map(stormJson), ...(cursor !== undefined && { cursor }) };
  },
);

const showRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/storms/{id}', summary: 'One storm' },
    pathSchema: z.strictObject({ id: stormId }),
    answer: storm,
    problems: ['not-found'],
  },
  async ({ instance }, { path }) => stormJson(await existing(instance, path.id)),
);

export const stormRoutes: readonly ApiRoute[] = [listRoute, showRoute];

/** The storm of this id. Throws a `not-found` problem when there is none. */
export async function existing({ reader }: Pick<Instance, 'reader'>, id: string): Promise<Storm> {
  const found = await reader.storm(id);
  if (found) return found;
  throw new HttpProblem(
    'not-found',
    `There is no storm ${id}.`,
    'Submitted storms are kept for a day; see /api/v1/storms for those there are.',
  );
}

function page({ list }: Instance, query: Query) {
  const { state, limit: most = usualLimit, cursor } = query;
  return list.page(state ?? listedStates, most, cursor, filterOf(query));
}

async function largest({ list }: Instance, query: Query) {
  if (query.cursor !== undefined || (query.state && query.state.join() !== 'open')) {
    const advice = 'Leave `cursor` out, and `state` too or set it to open.';
    throw new HttpProblem('bad-parameter', 'Only the largest open storms are sorted by size.', advice, {
      extra: { parameter: 'sort' },
    });
  }
  const storms = await list.largest(query.limit ?? usualLimit, filterOf(query) ?? (() => true));
  return { storms, cursor: undefined };
}

/** Undefined where nothing is filtered: then there is no bound on what a page may look at but its length. */
function filterOf({ pattern, severity, rule }: Query): ((storm: Storm) => boolean) | undefined {
  if (pattern === undefined && severity === undefined && rule === undefined) return undefined;
  const wantedSeverity = severity?.toLowerCase();
  return (one) =>
    isCalled(one, pattern ?? '') &&
    (wantedSeverity === undefined || one.severity.toLowerCase() === wantedSeverity) &&
    (rule === undefined || one.terms?.rule === rule);
}
