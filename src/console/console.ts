import { type Request, type RequestHandler, type Response, Router } from 'express';

import { type PagePolicy, pageHeaders } from '../http/page-headers.ts';
import { HttpProblem, methodNotAllowed } from '../http/problem.ts';
import type { Instance } from '../instance.ts';
import { StormHeads } from '../redis/storm-heads.ts';
import { isStormId } from '../storm/storm.ts';
import { type Asset, readPage } from './assets.ts';
import { Digests } from './digests.ts';
import { Feed } from './feed.ts';
import { type OverviewBase, overviewEvents, overviewReader } from './overview.ts';
import { overviewQueryIn } from './overview-query.ts';
import { stormEvents } from './storm-page.ts';
import { Streams } from './streams.ts';

export interface ConsoleOptions {
  /** Run first, in this order: who may come in, and from which pages. */
  readonly guard: readonly RequestHandler[];
}

export interface Console {
  /** To be mounted at the root. */
  readonly router: Router;
  /** Ends what it streams. */
  close(): void;
}

const readingOnly = methodNotAllowed('GET, HEAD');

/** The storm console: one page, its files, and what it is told as long as it is open. */
export function openConsole(instance: Instance, { guard }: ConsoleOptions): Console {
  const { config, redis, keys, log } = instance;
  const heads = new StormHeads(redis, keys, config.partitions);
  const digests = new Digests(heads);
  const onTrouble = (problem: string) => log.warn({ problem }, 'console could not look');
  const overview = new Streams<OverviewBase>(new Feed({ read: overviewReader(instance, heads), onTrouble }));
  const storms = new Streams(new Feed({ read: async () => undefined, onTrouble }));

  const router = Router();
  const route = (path: string, ...handlers: RequestHandler[]) =>
    router
      .route(path)
      .get(...guard, ...handlers)
      .all(...guard, readingOnly);
  addPage(route);
  route('/console/overview', (request, response) => {
    const query = overviewQueryIn(request);
    return overview.serve(request, response, (base) => overviewEvents(digests, base, query));
  });
  route('/console/storms/:id', (request, response) => {
    const id = stormIdIn(request);
    return storms.serve(request, response, () => stormEvents(instance, digests, id));
  });
  return {
    router,
    close: () => {
      overview.close();
      storms.close();
    },
  };
}

type Route = (path: string, ...handlers: RequestHandler[]) => void;

function addPage(route: Route): void {
  const page = readPage();
  const headers = pageHeaders(policyOf(page.importMapHash));
  const html: RequestHandler = (request, response) => send(request, response, page.html);
  route('/', ...headers, html);
  route('/storms/:id', ...headers, (request, response) => {
    // Half an id, as chats and terminals cut them, would leave a page that waits for ever.
    stormIdIn(request);
    send(request, response, page.html);
  });
  route('/assets/*path', ...headers, (request, response) => {
    const path = String(request.params['path']).replaceAll(',', '/');
    const asset = page.assets.get(path);
    if (!asset) throw new HttpProblem('not-found', `There is nothing at ${request.path}.`, 'Begin at /.');
    send(request, response, asset);
  });
}

/** No inline code but the map of imports, and no inline styles. */
function policyOf(importMapHash: string): PagePolicy {
  const own = ["'self'"];
  const none = ["'none'"];
  return { scriptSrc: [...own, importMapHash], styleSrc: own, imgSrc: own, fontSrc: none, baseUri: none };
}

function send(request: Request, response: Response, { type, body, etag }: Asset): void {
  // Asked for again each time, and answered with 304: a page of two versions would break.
  response.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': 'private, no-cache' });
  if (request.get('If-None-Match') === etag) response.status(304).end();
  else response.send(body);
}

function stormIdIn(request: Request): string {
  const id = String(request.params['id']);
  if (isStormId(id)) return id;
  throw new HttpProblem('bad-parameter', 'That is no id of a storm.', 'Open the storm from the list at /.');
}
