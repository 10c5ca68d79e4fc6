import express, { type Express, type RequestHandler } from 'express';
import { expect, test } from 'vitest';

import { HttpProblem, methodNotAllowed, tryLater } from '../../src/http/problem.ts';
import { type Served, ask, askRaw, partsOf, serve } from './support.ts';

const throwing =
  (error: unknown): RequestHandler =>
  () => {
    throw error;
  };

async function answerTo(error: unknown, url = '/it') {
  await using served = await serve((app) => void app.get('/it', throwing(error)));
  const answer = await ask(served.url + url, { headers: { 'X-Request-Id': 'r1' } });
  return { ...answer, lines: served.lines };
}

test('a problem is RFC 9457 JSON with its advice, its headers and the request id as instance', async () => {
  const problem = new HttpProblem('bad-parameter', 'limit is wrong.', 'Use 1 to 1000.', {
    headers: { 'X-More': 'yes' },
    extra: { parameter: 'limit' },
    logged: { key: 1 },
  });
  const { status, headers, body, lines } = await answerTo(problem);
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(headers.get('x-more')).toBe('yes');
  expect(body).toEqual({
    type: 'urn:stormfold:problem:bad-parameter',
    title: 'Bad Request',
    status: 400,
    detail: 'limit is wrong.',
    advice: 'Use 1 to 1000.',
    instance: 'r1',
    parameter: 'limit',
  });
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'info',
      msg: 'request refused',
      problem: 'bad-parameter',
      requestId: 'r1',
      key: 1,
    }),
  ]);
});

test('later is 503 with Retry-After, and a warning in the log', async () => {
  const { status, headers, lines } = await answerTo(
    tryLater('redis-away', 'No.', 7, { cause: new Error('why') }),
  );
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('7');
  expect(lines).toEqual([expect.objectContaining({ level: 'warn', cause: 'why' })]);
});

test('anything else that is thrown is 500, logged whole, and shows nothing of the inside', async () => {
  for (const thrown of [new Error('secret inside'), 'secret inside', undefined, { status: 200 }]) {
    if (thrown === undefined) continue; // Express takes it for "go on"
    const { status, body, lines } = await answerTo(thrown);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(body).toMatchObject({ type: 'urn:stormfold:problem:internal', instance: 'r1' });
    expect(lines).toEqual([expect.objectContaining({ level: 'error', msg: 'request failed' })]);
  }
});

test('a path that nothing answers is 404, a path that is not even UTF-8 is 400', async () => {
  expect(await answerTo(undefined, '/other')).toMatchObject({
    status: 404,
    body: { type: 'urn:stormfold:problem:not-found' },
  });
  await using served = await serve((app) => void app.get('/:id', throwing(new Error('never reached'))));
  expect(await ask(`${served.url}/%E0%A4%A`)).toMatchObject({
    status: 400,
    body: { type: 'urn:stormfold:problem:bad-request' },
  });
});

test('another method is 405 and says which to use', async () => {
  await using served = await serve((app) => void app.route('/it').all(methodNotAllowed('GET, HEAD')));
  const { status, headers, body } = await ask(`${served.url}/it`, { method: 'DELETE' });
  expect(status).toBe(405);
  expect(headers.get('allow')).toBe('GET, HEAD');
  expect(body).toMatchObject({ detail: 'DELETE does nothing here.', advice: 'Use GET, HEAD.' });
});

const parsing = (app: Express) => void app.post('/it', express.json({ limit: 20 }));

function post(served: Served, body: string, headers: Record<string, string> = {}) {
  return ask(`${served.url}/it`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

test("what Express' own body parsers refuse becomes a problem too", async () => {
  await using served = await serve(parsing);
  const kinds = [
    await post(served, '{"a": "more than twenty bytes"}'),
    await post(served, '{"a"'),
    await post(served, '{}', { 'Content-Encoding': 'lzma' }),
    await post(served, '{}', { 'Content-Type': 'application/json; charset=klingon' }),
  ].map(({ status, body }) => [status, (body as { type: string }).type]);
  expect(kinds).toEqual([
    [413, 'urn:stormfold:problem:body-too-large'],
    [400, 'urn:stormfold:problem:bad-request'],
    [415, 'urn:stormfold:problem:unsupported-media-type'],
    [415, 'urn:stormfold:problem:unsupported-media-type'],
  ]);
});

test('half an answer is cut off, so that nobody takes it for a whole one', async () => {
  await using served = await serve((app) => {
    app.get('/it', (_request, response) => {
      response.write('half');
      throw new Error('broke');
    });
  });
  await expect(ask(`${served.url}/it`)).rejects.toThrow('terminated');
});

test('what is not HTTP is answered by a problem, and the connection closed', async () => {
  await using served = await serve(() => undefined);
  const { status, headers, body } = partsOf(await askRaw(served.port, 'HELO there\r\n\r\n'));
  expect(status).toBe(400);
  expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json', Connection: 'close' });
  expect(JSON.parse(body)).toMatchObject({
    type: 'urn:stormfold:problem:bad-request',
    instance: headers['X-Request-Id'],
  });
});

test('headers above the limit are 431', async () => {
  await using served = await serve(() => undefined);
  const raw = `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`;
  expect(partsOf(await askRaw(served.port, raw)).status).toBe(431);
});
