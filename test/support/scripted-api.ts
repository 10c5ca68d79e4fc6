import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import { KubeConfig } from '@kubernetes/client-node';

export type Answer = (response: ServerResponse) => void;

export interface ScriptedApi extends AsyncDisposable {
  readonly kubeConfig: KubeConfig;
  /** `POST /apis/…?…`, in order of arrival. */
  readonly requests: string[];
  /** How many connections were opened. */
  readonly connections: () => number;
  /** What stands under a name: what was created, or put there. */
  readonly objects: Map<string, unknown>;
  /** Answers the next requests so, in this order, and stores nothing; later ones are answered as a server would. */
  script(...answers: Answer[]): void;
}

/**
 * An API server as far as the sink needs one, for the faults that a real one shows too rarely: it creates and gets
 * objects, and answers the next requests as a test has scripted.
 */
export async function startScriptedApi(): Promise<ScriptedApi> {
  const scripted: Answer[] = [];
  const requests: string[] = [];
  const objects = new Map<string, unknown>();
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const answer = scripted.shift();
    if (answer) answer(response);
    else void answerFrom(objects, request, response);
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ requests, objects },
    kubeConfig: kubeConfigFor(`http://127.0.0.1:${port}`),
    connections: () => connections,
    script: (...answers) => scripted.push(...answers),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function kubeConfigFor(server: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  const cluster = { name: 'scripted', server, skipTLSVerify: true };
  kubeConfig.loadFromClusterAndUser(cluster, { name: 'tester', token: 'secret' });
  return kubeConfig;
}

/** A Kubernetes Status. */
export function status(code: number, rest: object = {}, headers: Record<string, string> = {}): Answer {
  return (response) => reply(response, code, { kind: 'Status', status: 'Failure', code, ...rest }, headers);
}

export function plainText(code: number, text: string): Answer {
  return (response) => void response.writeHead(code, { 'Content-Type': 'text/plain' }).end(text);
}

async function answerFrom(
  objects: Map<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') return answerGet(objects, request, response);
  const object = (await json(request)) as { metadata: { name: string } };
  if (objects.has(object.metadata.name))
    return status(409, { reason: 'AlreadyExists', message: 'exists' })(response);
  objects.set(object.metadata.name, object);
  reply(response, 201, object);
}

function answerGet(objects: Map<string, unknown>, request: IncomingMessage, response: ServerResponse): void {
  const name = request.url?.split('/').at(-1) ?? '';
  const object = objects.get(name);
  const missing = { reason: 'NotFound', message: 'not found', details: { name } };
  if (object === undefined) status(404, missing)(response);
  else reply(response, 200, object);
}

function reply(response: ServerResponse, code: number, body: unknown, headers: object = {}): void {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
