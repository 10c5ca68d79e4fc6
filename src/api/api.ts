import { type RequestHandler, type Response, Router, json } from 'express';

import { HttpProblem, methodNotAllowed } from '../http/problem.ts';
import { redisAway } from '../http/redis-away.ts';
import { within } from '../http/within.ts';
import type { ApiRoute, ApiSources, Reply } from './route.ts';
import { apiRoutes } from './routes.ts';

/** A reason for a discard is all that is ever sent. */
const bodyLimit = 16 * 1024;

/** Storms, dead letters and totals for operators: mounted at `/api/v1` behind their gate. */
export function apiRouter(sources: ApiSources): Router {
  const router = Router();
  for (const [path, routes] of Map.groupBy(apiRoutes, (route) => route.path)) {
    const place = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const route of routes) place[route.method](...bodyReaders(route), answering(sources, route));
    const allowed = routes.map(({ method }) => (method === 'get' ? 'GET, HEAD' : 'POST'));
    place.all(methodNotAllowed(allowed.join(', ')));
  }
  return router;
}

function bodyReaders({ bodySchema }: ApiRoute): RequestHandler[] {
  return bodySchema ? [json({ limit: bodyLimit }), refuseOtherBodies] : [];
}

const refuseOtherBodies: RequestHandler = (request, _response, next) => {
  if (request.body !== undefined) return next();
  const detail = 'The body is missing, or not JSON.';
  throw new HttpProblem('unsupported-media-type', detail, 'Send `Content-Type: application/json`.');
};

/** Time for a Redis that has just left a request without its answer to show that it is there after all. */
const signOfLifeMs = 500;

function answering(sources: ApiSources, route: ApiRoute): RequestHandler {
  const { instance } = sources;
  // Not the connection's state alone: a Redis that hangs keeps its connections.
  const answers = () =>
    within(signOfLifeMs, instance.ping()).then(
      () => true,
      () => false,
    );
  return async (request, response) => {
    // Storms change while one looks at them, and are nobody else's business.
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    try {
      send(response, await route.reply(sources, request));
    } catch (error) {
      throw error instanceof HttpProblem || (await answers()) ? error : redisAway(error);
    }
  };
}

function send(response: Response, reply: Reply): void {
  response.set(reply.headers ?? {});
  if ('json' in reply) response.json(reply.json);
  else response.type(reply.type).send(reply.text);
}
