import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

import type { Config, Credentials } from '../../src/config.ts';
import { type Gates, openGates } from '../../src/http/auth.ts';
import { silentLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { HandDelays } from './hand-delays.ts';
import { type Served, serve } from './support.ts';

export const none: Credentials = { tokens: [], tokenFiles: [], basic: [] };
export const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

/** The proxy's own address, and somebody else's: all of 127.0.0.0/8 leads here. */
export const proxyAddress = '127.0.0.2';
export const proxy = { header: 'X-Forwarded-User', addresses: [proxyAddress] };

export interface Ask {
  readonly from?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly method?: string;
  readonly path?: string;
}

/** An operators' route and the webhook behind real gates, asked from any address of loopback. */
export class GateBench implements AsyncDisposable {
  readonly delays: HandDelays;
  readonly #metrics: Metrics;
  readonly #gates: Gates;
  readonly #served: Served;

  private constructor(served: Served, gates: Gates, metrics: Metrics, delays: HandDelays) {
    this.#served = served;
    this.#gates = gates;
    this.#metrics = metrics;
    this.delays = delays;
  }

  static async open(auth: Partial<Config['auth']>, host = '127.0.0.1'): Promise<GateBench> {
    const nobody = { header: undefined, addresses: [] };
    const closed = { webhook: none, operator: none, proxy: nobody, metrics: false, allowOpen: false };
    const [metrics, delays] = [new Metrics(), new HandDelays()];
    const gates = openGates({ ...closed, ...auth }, silentLog(), { metrics, delays });
    const served = await serve((app) => {
      app.all('/it', ...gates.operator, ({ operator }, response) => response.json({ operator }));
      app.post('/webhook', gates.webhook, (_request, response) => response.json({}));
    }, host);
    return new GateBench(served, gates, metrics, delays);
  }

  /** As when the process drains. */
  drain(): void {
    this.#gates.letGo();
  }

  get lines(): readonly Record<string, unknown>[] {
    return this.#served.lines;
  }

  send({ from = '127.0.0.1', headers = {}, method = 'GET', path = '/it' }: Ask = {}): ClientRequest {
    const { port } = this.#served;
    const to = { host: '127.0.0.1', port, localAddress: from, agent: false } as const;
    return request({ ...to, path, method, headers }).end();
  }

  async ask(what: Ask = {}): Promise<{ status: number; headers: IncomingMessage['headers']; body: unknown }> {
    const [response] = (await once(this.send(what), 'response')) as [IncomingMessage];
    const body: unknown = JSON.parse((await text(response)) || '{}');
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  async status(what: Ask = {}): Promise<number> {
    return (await this.ask(what)).status;
  }

  /** Failed logins by gate. */
  async failures(): Promise<Record<string, number>> {
    const { values } = await this.#metrics.loginFailures.get();
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels['gate']), value]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drain();
    await this.#served[Symbol.asyncDispose]();
  }
}
