import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';

import express, { type Express } from 'express';

import { notFound, problemHandler } from '../../src/http/problem.ts';
import { requestIds } from '../../src/http/request-id.ts';
import { type Listening, listen, stopServer } from '../../src/http/server.ts';
import { type Log, createLog } from '../../src/log.ts';

/** What was logged, line by line. */
export function recordingLog(): { log: Log; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { log: createLog('debug', sink), lines };
}

/** An app as roots build them: ids first, problems last. */
export function appWith(log: Log, addRoutes: (app: Express) => void): Express {
  const app = express().disable('x-powered-by');
  app.use(requestIds(log));
  addRoutes(app);
  app.use(notFound, problemHandler);
  return app;
}

export interface Served extends Listening, AsyncDisposable {
  readonly lines: readonly Record<string, unknown>[];
}

/** Listens on a free port, of loopback unless told otherwise, until it is disposed of. */
export async function serve(addRoutes: (app: Express) => void, host = '127.0.0.1'): Promise<Served> {
  const { log, lines } = recordingLog();
  const listening = await listen(appWith(log, addRoutes), { host, port: 0 });
  return {
    ...{ ...listening, lines },
    [Symbol.asyncDispose]: async () => void (await stopServer(listening.server, 0)),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One request, never following a redirect; JSON is read. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
  };
}

/** Sends bytes as they are, and answers with all that came back until the server closed. */
export async function askRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

/** The parts of a raw answer. */
export function partsOf(answer: string): { status: number; headers: Record<string, string>; body: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  const [first = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line) => line.split(': ', 2)).map(([name = '', value = '']) => [name, value]);
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(pairs), body };
}
