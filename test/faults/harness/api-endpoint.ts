import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import type { AlertStormManifest } from '../../../src/sink/manifest.ts';

/** What the endpoint does to a request. `after` first does what was asked for. */
export type ApiFault =
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly after?: boolean;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'reset' | 'hang'; readonly after?: boolean };

/** The create and get of a Kubernetes API server, with faults on request and every object where a test can count it. */
export class ApiEndpoint {
  readonly objects = new Map<string, AlertStormManifest>();
  readonly #server: Server;
  readonly #faults: { fault: ApiFault; hit: () => void }[] = [];
  #port = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ApiEndpoint> {
    const endpoint = new ApiEndpoint();
    await endpoint.listen();
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The next creations meet this. `hit` is called for each that did. */
  failNext(times: number, fault: ApiFault, hit: () => void): void {
    for (let i = 0; i < times; i++) this.#faults.push({ fault, hit });
  }

  heal(): void {
    this.#faults.length = 0;
  }

  /** Refuses connections from now on, and cuts those that are open. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async listen(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return this.#get(request, response);
    const object = (await json(request)) as AlertStormManifest;
    const next = this.#faults.shift();
    if (!next) return this.#create(object, response);
    next.hit();
    const { fault } = next;
    if (fault.after) this.objects.set(object.metadata.name, this.objects.get(object.metadata.name) ?? object);
    if (fault.kind === 'reset') request.socket.destroy();
    // A hang: the caller's own deadline ends it.
    if (fault.kind === 'status') reply(response, fault.code, statusOf(fault.code), fault.headers);
  }

  #create(object: AlertStormManifest, response: ServerResponse): void {
    const { name } = object.metadata;
    if (this.objects.has(name)) return reply(response, 409, { ...statusOf(409), reason: 'AlreadyExists' });
    this.objects.set(name, object);
    reply(response, 201, object);
  }

  #get(request: IncomingMessage, response: ServerResponse): void {
    const object = this.objects.get(request.url?.split('/').at(-1) ?? '');
    if (object === undefined) reply(response, 404, { ...statusOf(404), reason: 'NotFound' });
    else reply(response, 200, object);
  }
}

function statusOf(code: number): Record<string, unknown> {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message: `scripted ${code}` };
}

function reply(
  response: ServerResponse,
  code: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
