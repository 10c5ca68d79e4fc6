import { once } from 'node:events';
import { Agent, type IncomingMessage, createServer, request } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

import type { Response } from 'express';
import { expect, test } from 'vitest';

import { StormfoldError } from '../../src/errors.ts';
import { answerBrokenRequest } from '../../src/http/broken-request.ts';
import { listen, stopServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/log.ts';
import { appWith, ask, askRaw, partsOf, serve } from './support.ts';

const nothing = appWith(silentLog(), () => undefined);

test('port 0 takes a free port and says which', async () => {
  await using served = await serve((app) => void app.get('/', (_q, response) => response.json({ here: 1 })));
  expect(served.port).toBeGreaterThan(0);
  expect(served.url).toBe(`http://127.0.0.1:${served.port}`);
  expect((await ask(served.url)).body).toEqual({ here: 1 });
});

test('the url is one that this machine can use, also when it listens on all addresses', async () => {
  const { server, url, port } = await listen(nothing, { host: '0.0.0.0', port: 0 });
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect(await stopServer(server, 1000)).toBe(true);
});

test('what keeps it from listening is said with what to do', async () => {
  await using served = await serve(() => undefined);
  const again = listen(nothing, { host: '127.0.0.1', port: served.port });
  await expect(again).rejects.toThrow(StormfoldError);
  await expect(again).rejects.toMatchObject({
    message: `can't listen on 127.0.0.1:${served.port}: something else listens there`,
    advice: expect.stringContaining('STORMFOLD_LISTEN'),
  });
  const elsewhere = listen(nothing, { host: '203.0.113.9', port: 0 });
  await expect(elsewhere).rejects.toThrow('this machine does not have that address');
});

/** A server whose answers are given by the test, once it has the request. */
async function holding() {
  const { promise: held, resolve } = Promise.withResolvers<Response>();
  const listening = await listen(
    appWith(silentLog(), (app) => {
      app.get('/held', (_request, response) => resolve(response));
      app.get('/', (_request, response) => response.json({}));
    }),
    { host: '127.0.0.1', port: 0 },
  );
  return { ...listening, held };
}

async function get(url: string, agent: Agent): Promise<IncomingMessage & { usedSocket: Socket }> {
  const sent = request(url, { agent });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { socket: usedSocket } = response;
  response.resume();
  return Object.assign(response, { usedSocket });
}

test('stopping closes kept-alive connections at once, those that never sent anything too', async () => {
  const { server, url, port } = await holding();
  const agent = new Agent({ keepAlive: true });
  const response = await get(url, agent);
  expect(response.headers.connection).toBe('keep-alive');
  const silent: Socket = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  await get(url, new Agent()); // whoever comes after it: by now the server knows the silent one
  const closed = Promise.all([once(silent, 'close'), once(response.usedSocket, 'close')]);
  expect(await stopServer(server, 60_000)).toBe(true);
  await closed;
  agent.destroy();
});

test('stopping lets what is being answered end, and says that it is the last', async () => {
  const { server, url, held } = await holding();
  const agent = new Agent({ keepAlive: true });
  const answer = get(`${url}/held`, agent);
  const response = await held;
  const stopped = stopServer(server, 60_000);
  response.json({});
  const { statusCode, headers, usedSocket } = await answer;
  expect([statusCode, headers.connection]).toEqual([200, 'close']);
  if (!usedSocket.closed) await once(usedSocket, 'close');
  expect(await stopped).toBe(true);
});

test('stopping waits for an answer whose headers were out already', async () => {
  const { server, url, held } = await holding();
  const agent = new Agent({ keepAlive: true });
  const answer = get(`${url}/held`, agent);
  const response = await held;
  response.write('half');
  await answer;
  const stopped = stopServer(server, 60_000);
  response.end('whole');
  expect(await stopped).toBe(true);
  agent.destroy();
});

test('a request on a connection that is busy while stopping is answered, as the last', async () => {
  const { server, port, held } = await holding();
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write('GET /held HTTP/1.1\r\nHost: x\r\n\r\n');
  const response = await held;
  response.writeHead(200, { 'Content-Length': '2' });
  response.flushHeaders();
  const stopped = stopServer(server, 60_000);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(server, 'request');
  response.end('ok');
  expect(await stopped).toBe(true);
  if (!socket.closed) await once(socket, 'close');
  expect(text.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  expect(text.match(/^Connection: (\S+)/gm)).toEqual(['Connection: keep-alive', 'Connection: close']);
});

test('what does not end by the deadline is cut off', async () => {
  const { server, url, held } = await holding();
  const answer = get(`${url}/held`, new Agent()).catch((error: unknown) => error);
  await held;
  expect(await stopServer(server, 10)).toBe(false);
  expect(await answer).toMatchObject({ code: 'ECONNRESET' });
});

test('a request that does not arrive in time is 503, not 408: senders give up on a 4xx', async () => {
  const server = createServer({ requestTimeout: 1, headersTimeout: 1, connectionsCheckingInterval: 5 });
  server.on('clientError', answerBrokenRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const half = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf';
  const { status, headers, body } = partsOf(await askRaw(port, half));
  expect([status, headers['Retry-After']]).toEqual([503, '5']);
  expect(JSON.parse(body)).toMatchObject({ type: 'urn:stormfold:problem:body-too-slow' });
  server.close();
});

test('what is no HTTP is told so after the answers to the requests before it', async () => {
  const { server, port, held } = await holding();
  const answer = askRaw(port, 'GET /held HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n');
  (await held).json({ first: true });
  const heard = await answer;
  expect([...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '400']);
  expect(heard.indexOf('"first"')).toBeLessThan(heard.indexOf('This is not HTTP.'));
  await stopServer(server, 1000);
});
