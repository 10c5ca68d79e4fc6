import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What the endpoint saw. */
export interface Seen {
  /** The severity of each resource, in the order in which they were asked for. */
  readonly severities: readonly string[];
  /** Creates of a name that stood already. */
  readonly repeated: number;
  readonly mostAtOnce: number;
}

/** The create of an API server that takes so long for each, in a process of its own: its work is nobody else's. */
export class SlowApi implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(endpoint: ChildProcess, url: string) {
    this.#process = endpoint;
    this.url = url;
  }

  static async start(answerMs: number): Promise<SlowApi> {
    const endpoint = fork(fileURLToPath(import.meta.url), [String(answerMs)]);
    const [port] = (await once(endpoint, 'message')) as [number];
    return new SlowApi(endpoint, `http://127.0.0.1:${port}`);
  }

  async seen(): Promise<Seen> {
    return (await (await fetch(`${this.url}/seen`)).json()) as Seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serveSlowly(Number(process.argv[2]));

function serveSlowly(answerMs: number): void {
  const [names, severities] = [new Set<string>(), [] as string[]];
  let [atOnce, mostAtOnce, repeated] = [0, 0, 0];
  const create = async (request: IncomingMessage, response: ServerResponse) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    // From when the request is there, whatever its reading takes here.
    const [object] = await Promise.all([json(request) as Promise<Created>, pause(answerMs)]);
    atOnce -= 1;
    if (names.has(object.metadata.name)) repeated += 1;
    names.add(object.metadata.name);
    severities.push(object.spec.severity);
    answer(response, 201, object);
  };
  const server = createServer((request, response) => {
    if (request.url === '/seen') answer(response, 200, { severities, repeated, mostAtOnce });
    else void create(request, response);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

interface Created {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly severity: string };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
