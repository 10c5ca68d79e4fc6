import type { Request, RequestHandler } from 'express';

import { HttpProblem } from './problem.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that another site makes a browser send: browsers add the credentials of basic auth by themselves,
 * and a form needs no permission to post. What is not a browser sends neither header and passes.
 */
export const refuseCrossSite: RequestHandler = (request, _response, next) => {
  if (reading.has(request.method) || isOwnPage(request)) return next();
  const detail = 'This change was asked for by a page of another site.';
  throw new HttpProblem(
    'cross-site',
    detail,
    "Use the buttons of Stormfold's own pages, or the command line.",
  );
};

// Browsers tell Sec-Fetch-Site only over https and to localhost; Origin goes along with every POST.
function isOwnPage(request: Request): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('Origin');
  return origin === undefined || hostOf(origin) === request.get('Host')?.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
