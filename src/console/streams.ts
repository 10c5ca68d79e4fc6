import { createSession } from 'better-sse';
import type { Request, Response } from 'express';

import { HttpProblem, tryLater } from '../http/problem.ts';
import type { Events, Feed } from './feed.ts';

/** Pages that one process tells: each costs a look a second, and a connection. */
const mostStreams = 200;
/** Something is told so often: proxies cut what is silent for a minute, and a page takes a silent stream for a dead one. */
const aliveMs = 15_000;
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
    // The stream's own library reads an address out of it, and fails over one that is none.
    if (!URL.canParse(`http://${request.get('Host') ?? ''}`))
      throw new HttpProblem(
        'bad-request',
        'The Host header names no host.',
        'Send the name that you called.',
      );
    // No proxy may hold events back to fill a buffer first.
    const headers = { 'X-Accel-Buffering': 'no', 'X-Content-Type-Options': 'nosniff' };
    if (request.method === 'HEAD') return void response.set(headers).type('text/event-stream').end();
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    const session = await createSession(request, response, { keepAlive: null, retry: retryMs, headers });
    const push = (event: string, data: unknown) => session.isConnected && session.push(data, event);
    const isBehind = () => response.writableNeedDrain;
    const unwatch = this.#feed.watch({ look, push, isBehind });
    // No comment, which a page would not see.
    const alive = setInterval(() => isBehind() || push('alive', {}), aliveMs);
    const end = () => (clearInterval(alive), unwatch());
    if (session.isConnected) session.once('disconnected', end);
    else end();
  }

  /** Ends every stream: a server that stops would wait for them until its deadline. */
  close(): void {
    this.#closed = true;
    for (const response of this.#open) response.end();
  }
}
