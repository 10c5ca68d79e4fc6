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
  return path === undefined ? 'none' : `${prefixOf(request, path).toLowerCase()}${path}`;
}

/** Where the route's router is mounted. Express has forgotten it by the time that an error is answered. */
function prefixOf({ baseUrl, originalUrl }: Request, path: string): string {
  // The first alone is asked of nearly all requests, and costs least.
  if (originalUrl === path) return '';
  if (baseUrl !== '' || path.includes('*')) return baseUrl;
  const given = stepsOf(originalUrl.split(/[?#]/)[0] ?? '');
  const prefix = given.slice(0, given.length - stepsOf(path).length);
  return prefix.map((step) => `/${step}`).join('');
}

function stepsOf(path: string): string[] {
  return path.split('/').filter(Boolean);
}
