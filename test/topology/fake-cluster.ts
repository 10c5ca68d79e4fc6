import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { KubeConfig } from '@kubernetes/client-node';

import { eventually } from '../support/eventually.ts';
import { type Answer, kubeConfigFor } from '../support/scripted-api.ts';

interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
}

interface Watching {
  readonly path: string;
  readonly response: ServerResponse;
}

/** As much of an API server as lists and watches need: it tells what a test says, and fails as a test has scripted. */
export class FakeCluster implements AsyncDisposable {
  /** In order of arrival. */
  readonly requests: Asked[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #objects = new Map<string, readonly object[]>();
  readonly #scripted = new Map<string, Answer[]>();
  readonly #standing = new Map<string, Answer>();
  #watching: Watching[] = [];
  #version = 100;

  static async start(): Promise<FakeCluster> {
    const cluster = new FakeCluster();
    cluster.#server.listen(0, '127.0.0.1');
    await once(cluster.#server, 'listening');
    return cluster;
  }

  get kubeConfig(): KubeConfig {
    return kubeConfigFor(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  /** What lists of this path have from now on. */
  has(path: string, ...objects: readonly object[]): void {
    this.#objects.set(path, objects);
  }

  /** Answers the next requests for this path so, lists and watches alike. */
  script(path: string, ...answers: Answer[]): void {
    this.#scripted.set(path, [...(this.#scripted.get(path) ?? []), ...answers]);
  }

  /** Answers all requests for this path so, until told otherwise. */
  always(path: string, answer: Answer | undefined): void {
    if (answer) this.#standing.set(path, answer);
    else this.#standing.delete(path);
  }

  /** Waits until a watch of this path is open, and sends it these bytes. */
  async send(path: string, text: string): Promise<void> {
    (await this.#watch(path)).response.write(text);
  }

  async event(path: string, type: string, object: object): Promise<void> {
    await this.send(path, `${JSON.stringify({ type, object })}\n`);
  }

  async endWatch(path: string): Promise<void> {
    const { response } = await this.#watch(path);
    response.end();
    this.#watching = this.#watching.filter((each) => each.response !== response);
  }

  /** As a connection that is lost. */
  async breakWatch(path: string): Promise<void> {
    (await this.#watch(path)).response.destroy();
  }

  /** The requests for a path, as `list limit=250` or `watch from 101`. */
  askedFor(path: string): string[] {
    return this.requests
      .filter((asked) => asked.path === path)
      .map(({ query: { watch, resourceVersion, limit, continue: next } }) =>
        watch ? `watch from ${resourceVersion}` : `list ${limit}${next === undefined ? '' : ` from ${next}`}`,
      );
  }

  async connections(): Promise<number> {
    return new Promise((resolve) => this.#server.getConnections((_, count) => resolve(count)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #watch(path: string): Promise<Watching> {
    return eventually(() => {
      const open = this.#watching.findLast((each) => each.path === path);
      if (!open) throw new Error(`nobody watches ${path}`);
      return open;
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://cluster');
    const query = Object.fromEntries(searchParams);
    this.requests.push({ path, query, accept: request.headers.accept ?? '' });
    const answer = this.#scripted.get(path)?.shift() ?? this.#standing.get(path);
    if (answer) answer(response);
    else if (query['watch']) this.#open(path, response);
    else this.#list(path, query, response);
  }

  #open(path: string, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
    this.#watching.push({ path, response });
    response.on(
      'close',
      () => (this.#watching = this.#watching.filter((each) => each.response !== response)),
    );
  }

  #list(path: string, query: Readonly<Record<string, string>>, response: ServerResponse): void {
    const [from, limit] = [Number(query['continue'] ?? 0), Number(query['limit'])];
    const all = this.#objects.get(path) ?? [];
    const isLast = from + limit >= all.length;
    const metadata = {
      resourceVersion: String(isLast ? ++this.#version : this.#version),
      ...(!isLast && { continue: String(from + limit) }),
    };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ kind: 'List', metadata, items: all.slice(from, from + limit) }));
  }
}
