import { expect, test } from 'vitest';

import { ask, askRaw, partsOf, serve } from './support.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function echoing() {
  return serve((app) => {
    app.get('/', (request, response) => {
      request.log.info('seen');
      response.json({ id: request.requestId });
    });
  });
}

test('a response without an id in its request gets one of its own, which stands in every log line', async () => {
  await using served = await echoing();
  const { headers, body } = await ask(served.url);
  const id = headers.get('x-request-id');
  expect(id).toMatch(uuid);
  expect(body).toEqual({ id });
  expect(served.lines).toEqual([expect.objectContaining({ msg: 'seen', requestId: id })]);
});

test.for(['a', 'req-1.2_3:4/5+6=7@x', 'x'.repeat(128)])('a sane id is echoed: %s', async (id) => {
  await using served = await echoing();
  const { headers, body } = await ask(served.url, { headers: { 'X-Request-Id': id } });
  expect(headers.get('x-request-id')).toBe(id);
  expect(body).toEqual({ id });
});

const hostile = [
  ['', 'empty'],
  ['x'.repeat(129), 'too long'],
  ['a b', 'a space'],
  ['"quoted"', 'quotes'],
  ['<script>', 'markup'],
  ['{"a":1}', 'braces'],
  ['gr\u00fc\u00df', 'not ASCII'],
] as const;

test.for(hostile)('%j is not echoed: %s', async ([id]) => {
  await using served = await echoing();
  const raw = `GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`;
  const { status, headers } = partsOf(await askRaw(served.port, raw));
  expect(status).toBe(200);
  expect(headers['X-Request-Id']).toMatch(uuid);
});

test('of two ids neither is echoed, and errors carry an id too', async () => {
  await using served = await echoing();
  const raw =
    'GET /none HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\nX-Request-Id: b\r\nConnection: close\r\n\r\n';
  const { status, headers } = partsOf(await askRaw(served.port, raw));
  expect(status).toBe(404);
  expect(headers['X-Request-Id']).toMatch(uuid);
});
