import { type Request, type RequestHandler, Router } from 'express';

import { HttpProblem, methodNotAllowed } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import { memberJson, stormJson } from '../storm/storm-json.ts';
import type { MemberPage } from '../redis/storm-reader.ts';
import type { Storm } from '../storm/storm.ts';
import { redisAway } from './admission.ts';
import { badCursor, limitIn, memberCursorIn, parameter, statesIn, stormIdIn } from './api-parameters.ts';

export type ApiSources = Pick<Instance, 'redis' | 'reader' | 'list'>;

/** Storms as JSON, for operators: mounted at `/api/v1` behind their gate. */
export function apiRoutes(sources: ApiSources): Router {
  const router = Router();
  const routes: readonly (readonly [string, Answer])[] = [
    ['/storms', listStorms],
    ['/storms/:id', showStorm],
    ['/storms/:id/alerts', listMembers],
  ];
  for (const [path, answer] of routes) {
    router.route(path).get(answering(sources, answer)).all(methodNotAllowed('GET, HEAD'));
  }
  return router;
}

type Answer = (sources: ApiSources, request: Request) => Promise<unknown>;

function answering(sources: ApiSources, answer: Answer): RequestHandler {
  return async (request, response) => {
    // Storms change while one looks at them, and are nobody else's business.
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    try {
      response.json(await answer(sources, request));
    } catch (error) {
      throw sources.redis.status === 'ready' || error instanceof HttpProblem ? error : redisAway(error);
    }
  };
}

async function listStorms({ list }: ApiSources, request: Request): Promise<unknown> {
  const cursor = parameter(request, 'cursor');
  const [states, limit] = [statesIn(request), limitIn(request)];
  const page = await list.page(states, limit, cursor).catch((error: unknown) => {
    throw error instanceof RangeError ? badCursor(cursor ?? '') : error;
  });
  return { storms: page.storms.map(stormJson), ...(page.cursor !== undefined && { cursor: page.cursor }) };
}

async function showStorm({ reader }: ApiSources, request: Request): Promise<unknown> {
  return stormJson(await existing(reader, stormIdIn(request)));
}

async function listMembers({ reader }: ApiSources, request: Request): Promise<unknown> {
  const [id, from, limit] = [stormIdIn(request), memberCursorIn(request), limitIn(request)];
  const { members, next } = await membersOf(reader, await existing(reader, id), from, limit);
  return { alerts: members.map(memberJson), ...(next !== undefined && { cursor: String(next) }) };
}

/**
 * One page of members. Where an open storm's members are, the pattern's next storm begins the moment this one is
 * sealed: if that happened meanwhile, what was read may be the other's, and is read again where it now stands.
 */
async function membersOf(reader: ApiSources['reader'], storm: Storm, from: number, limit: number) {
  const page: MemberPage = await reader.members(storm, from, limit);
  if (storm.state !== 'open') return page;
  const after = await existing(reader, storm.id);
  return after.state === 'open' ? page : reader.members(after, from, limit);
}

async function existing(reader: ApiSources['reader'], id: string): Promise<Storm> {
  const storm = await reader.storm(id);
  if (storm) return storm;
  throw new HttpProblem(
    'not-found',
    `There is no storm ${id}.`,
    'Submitted storms are kept for a day; see /api/v1/storms for those there are.',
  );
}
