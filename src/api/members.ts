import { z } from 'zod';

import type { Instance } from '../instance.ts';
import type { MemberPage } from '../redis/storm-reader.ts';
import { readSteadily } from '../report/steady.ts';
import { memberJson } from '../storm/storm-json.ts';
import type { Storm, StormMember, StormSample } from '../storm/storm.ts';
import { limit, memberCursor, oneOf, part, stormId, usualLimit } from './parameters.ts';
import { type ApiRoute, jsonRoute } from './route.ts';
import { member, nextCursor, sample } from './storm-schemas.ts';
import { existing } from './storms.ts';

/** A search reads so many members at a time, and at most so many for one page. */
const [searchStep, mostSearched] = [1000, 10_000];

const pathSchema = z.strictObject({ id: stormId });
const querySchema = z.strictObject({
  q: part(
    'Any part of the fingerprint, alertname, kind, namespace, name or severity, in upper or lower case.',
  ),
  status: oneOf(['firing', 'resolved'], 'Only alerts that still fire, or that have ended.'),
  limit,
  cursor: memberCursor,
});
type Query = z.output<typeof querySchema>;

const membersRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/storms/{id}/alerts', summary: "A storm's alerts, in order of arrival" },
    description:
      'With `q` or `status` no more than 10,000 alerts are looked at for one page: a page may hold fewer than `limit`, ' +
      'even none, and still have a cursor.',
    ...{ pathSchema, querySchema, problems: ['not-found'] },
    answer: z.object({ alerts: z.array(member), cursor: nextCursor }),
  },
  async ({ instance }, { path, query }) => {
    const find = () => existing(instance, path.id);
    const { members, next } = await readSteadily(find, (storm) => search(instance, storm, query));
    return { alerts: members.map(memberJson), ...(next !== undefined && { cursor: String(next) }) };
  },
);

const samplesRoute = jsonRoute(
  {
    ...{ method: 'get', path: '/storms/{id}/samples', summary: 'The first few alerts of a storm, whole' },
    ...{ pathSchema, problems: ['not-found'] },
    answer: z.object({ samples: z.array(sample) }),
  },
  async ({ instance }, { path }) => {
    const find = () => existing(instance, path.id);
    const samples = await readSteadily(find, (storm) => instance.reader.samples(storm));
    return { samples: samples.map(sampleJson) };
  },
);

export const memberRoutes: readonly ApiRoute[] = [membersRoute, samplesRoute];

async function search({ reader }: Pick<Instance, 'reader'>, storm: Storm, query: Query): Promise<MemberPage> {
  const { limit: most = usualLimit, cursor = '0' } = query;
  const fits = filterOf(query);
  if (!fits) return reader.members(storm, Number(cursor), most);
  const found: StormMember[] = [];
  const first = Number(cursor);
  for (let from = first; from < first + mostSearched; from += searchStep) {
    const { members, next } = await reader.members(storm, from, searchStep);
    for (const [i, one] of members.entries()) {
      if (!fits(one)) continue;
      found.push(one);
      const isLast = i + 1 === members.length && next === undefined;
      if (found.length === most) return isLast ? { members: found } : { members: found, next: from + i + 1 };
    }
    if (next === undefined) return { members: found };
  }
  return { members: found, next: first + mostSearched };
}

function filterOf({ q, status }: Query): ((member: StormMember) => boolean) | undefined {
  if (q === undefined && status === undefined) return undefined;
  const wanted = q?.toLowerCase() ?? '';
  return ({ fingerprint, severity, endsAt, resource, alertname = '' }) => {
    if (status !== undefined && (status === 'resolved') !== (endsAt !== undefined)) return false;
    const { kind, namespace = '', name } = resource;
    const texts = [fingerprint, alertname, kind, namespace, name, severity];
    return texts.some((text) => text.toLowerCase().includes(wanted));
  };
}

function sampleJson(one: StormSample) {
  const { annotations } = one;
  const runbook = [annotations['runbook_url'], annotations['runbook']].find(isWebAddress);
  return { ...one, ...(runbook !== undefined && { runbook }) };
}

// Whoever shows it makes it a link, and a sender may write `javascript:` there.
function isWebAddress(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
