import { RequestContext, type KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, request } from 'undici';

import { StormfoldError } from '../../errors.ts';
import { apiErrorOf } from './api-error.ts';

interface Query {
  readonly [name: string]: string | number | boolean;
}

interface Call {
  readonly path: string;
  readonly query: Query;
  readonly accept: string;
  readonly deadlineMs: number;
}

/**
 * Requests to an API server that share connections and end together. Credentials are asked of client-node for each, which
 * renews tokens; certificates are those of when the session was opened, so none should be kept for long.
 *
 * client-node's own calls and its Watch are not used: they make whole typed objects of what is cut down at once, open a
 * connection for each call, and swallow what can't be parsed.
 */
export class Session implements AsyncDisposable {
  readonly #kubeConfig: KubeConfig;
  readonly #ending = new AbortController();
  #dispatcher: Dispatcher | undefined;

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
  }

  /** Resolves once an answer has begun. Throws an ApiError for one that is no success, else what undici throws. */
  async get({ path, query, accept, deadlineMs }: Call): Promise<AsyncIterable<Buffer>> {
    const url = new URL(`${this.#kubeConfig.getCurrentCluster()?.server ?? ''}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const context = new RequestContext(url.href, 'GET');
    await this.#kubeConfig.applySecurityAuthentication(context);
    const { statusCode, headers, body } = await request(url, {
      dispatcher: (this.#dispatcher ??= context.getDispatcher() ?? new Agent()),
      headers: { ...context.getHeaders(), accept, 'user-agent': 'stormfold' },
      // A watch may be silent for minutes: its deadline is the one that counts.
      bodyTimeout: 0,
      signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(deadlineMs)]),
    });
    if (statusCode !== 200) throw apiErrorOf(statusCode, headers['retry-after'], await body.text());
    // A proxy in between answers with a page of its own, which would pass for a watch in which nothing happens.
    if (!String(headers['content-type']).startsWith('application/json'))
      throw new StormfoldError('the server answered with something that is not JSON');
    return body;
  }

  /** Ends whatever is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#dispatcher?.destroy();
  }
}
