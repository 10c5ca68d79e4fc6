import { createSession } from 'better-sse';
import type { Request, Response } from 'express';

import { tryLater } from '../http/problem.ts';
import type { Events, Feed } from './feed.ts';

/** Pages that one process tells: each costs a look a second, and a connection. */
const mostStreams = 200;
/** A comment so often: proxies cut what is silent for a minute. */
const keepAliveMs = 15_000;
/** How soon a browser that lost the stream asks again. */
const retryMs = 2000;

/** Streams of server-sent events out of one feed. */
export class Streams<Base> {
  readonly #feed: Feed<Base>;
  readonly #open = new Set<Response>();
  #closed = false;

  constructor(feed: Feed<Base>) {
    this.#feed = feed;
  }

  /** Answers with a stream that tells what `look` sees, until the browser goes away or the process drains. */
  async serve(request: Request, response: Response, look: (base: Base) => Promise<Events>): Promise<void> {
    if (this.#closed || this.#open.size >= mostStreams) {
      throw tryLater(
        'overloaded',
        `This process tells ${mostStreams} pages at most, and none while it stops.`,
        5,
      );
    }
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    // No proxy may hold events back to fill a buffer first.
    const headers = { 'X-Accel-Buffering': 'no', 'X-Content-Type-Options': 'nosniff' };
    const session = await createSession(request, response, {
      keepAlive: keepAliveMs,
      retry: retryMs,
      headers,
    });
    const unwatch = this.#feed.watch({
      look,
      push: (event, data) => session.isConnected && session.push(data, event),
      isBehind: () => response.writableNeedDrain,
    });
    if (session.isConnected) session.once('disconnected', unwatch);
    else unwatch();
  }

  /** Ends every stream: a server that stops would wait for them until its deadline. */
  close(): void {
    this.#closed = true;
    for (const response of this.#open) response.end();
  }
}
