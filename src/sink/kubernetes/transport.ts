import type { Middleware, RequestContext, ResponseContext } from '@kubernetes/client-node';
import { Agent, type Dispatcher } from 'undici';

/** How long connections are kept: client certificates and authorities that were rotated take effect within this time. */
const renewAfterMs = 600_000;

/**
 * What client-node leaves open: a deadline for every request, and connections that are used again. By itself it makes an
 * agent for each request, with a TLS handshake each, and waits for an answer for ever.
 */
export class Transport implements Middleware {
  readonly #timeoutMs: number;
  readonly #now: () => number;
  #shared: Dispatcher | undefined;
  #sharedSince = 0;

  constructor(timeoutMs: number, now: () => number = () => performance.now()) {
    this.#timeoutMs = timeoutMs;
    this.#now = now;
  }

  pre(context: RequestContext): Promise<RequestContext> {
    context.setSignal(AbortSignal.timeout(this.#timeoutMs));
    context.setDispatcher(this.#dispatcherFor(context));
    return Promise.resolve(context);
  }

  post(context: ResponseContext): Promise<ResponseContext> {
    return Promise.resolve(context);
  }

  /** Ends once every answer that is still awaited has come, or timed out. */
  async close(): Promise<void> {
    await this.#shared?.close();
    this.#shared = undefined;
  }

  // The agent that was made for the first request serves the following ones too: it knows the cluster's authority, the
  // client certificate and the proxy. The agents of later requests never open a connection.
  #dispatcherFor(context: RequestContext): Dispatcher {
    const now = this.#now();
    if (this.#shared !== undefined && now - this.#sharedSince < renewAfterMs) return this.#shared;
    this.#shared?.close().catch(() => undefined);
    this.#shared = context.getDispatcher() ?? new Agent();
    this.#sharedSince = now;
    return this.#shared;
  }
}
