import type { Request, RequestHandler } from 'express';

import type { Metrics } from '../metrics.ts';

/** Counts every answer by route and status. */
export function countRequests({ requests }: Metrics): RequestHandler {
  return (request, response, next) => {
    response.once('finish', () => requests.inc({ route: routeOf(request), status: response.statusCode }));
    next();
  };
}

// The pattern, not the path: each storm's page as a series of its own would fill any Prometheus. And so would each way to
// write a prefix, which Express takes in any case and tells as it was written.
export function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: string };
  return path === undefined ? 'none' : `${request.baseUrl.toLowerCase()}${path}`;
}
