import type { Request, RequestHandler } from 'express';

import { isLoopback } from '../config.ts';
import { HttpProblem } from './problem.ts';
import type { TrustedProxy } from './trusted-proxy.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that another site makes a browser send: browsers add the credentials of basic auth, and the cookie by
 * which a proxy knows its user, by themselves, and a form needs no permission to post. What is not a browser sends none
 * of the headers and passes.
 */
export function crossSiteGuard(proxy?: Pick<TrustedProxy, 'isPeer'>): RequestHandler {
  return (request, _response, next) => {
    if (reading.has(request.method) || isOwnPage(request, proxy)) return next();
    const detail = 'This change was asked for by a page of another site.';
    throw new HttpProblem(
      'cross-site',
      detail,
      "Use the buttons of Stormfold's own pages, or the command line.",
    );
  };
}

/** For where no proxy is believed. */
export const refuseCrossSite = crossSiteGuard();

/**
 * Refuses what calls this machine by another name, where nobody is asked who they are. A page of another site can have
 * its own name lead here, and would then be "the same site" to browsers, for reading too.
 */
export const refuseOtherNames: RequestHandler = (request, _response, next) => {
  const host = request.get('Host');
  if (host === undefined || isOfThisMachine(host)) return next();
  const detail =
    'Nobody is asked here who they are, and so only the names of this machine itself are answered to.';
  const advice =
    'Use localhost or 127.0.0.1, set STORMFOLD_OPERATOR_TOKENS, or STORMFOLD_ALLOW_OPEN=true if something in front ' +
    'of Stormfold asks.';
  throw new HttpProblem('cross-site', detail, advice);
};

function isOfThisMachine(host: string): boolean {
  const name = urlOf('http:', host)?.hostname.replaceAll(/^\[|\]$/g, '') ?? '';
  return isLoopback(name) || name.endsWith('.localhost');
}

// Browsers tell Sec-Fetch-Site only over https and to localhost; Origin goes along with every POST, and from very old
// ones Referer does.
function isOwnPage(request: Request, proxy?: Pick<TrustedProxy, 'isPeer'>): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const page = request.get('Origin') ?? request.get('Referer');
  return page === undefined || isAt(page, hostAskedFor(request, proxy));
}

// Many proxies put their own name for us into Host. X-Forwarded-Host holds the browser's, and is believed from the
// proxy's address alone, although no page can make a browser send it.
function hostAskedFor(request: Request, proxy?: Pick<TrustedProxy, 'isPeer'>): string {
  const forwarded = proxy?.isPeer(request) ? request.get('X-Forwarded-Host') : undefined;
  return forwarded ?? request.get('Host') ?? '';
}

/** Whether a page is of this host; with the default port of its own scheme where the host has none. */
function isAt(page: string, host: string): boolean {
  const url = URL.parse(page);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false;
  return urlOf(url.protocol, host)?.host === url.host;
}

// Nothing but a host may be in it: of `a@b`, and of a list, only one part would count.
function urlOf(protocol: string, host: string): URL | undefined {
  return /^[\w.:[\]-]+$/.test(host) ? (URL.parse(`${protocol}//${host}`) ?? undefined) : undefined;
}
