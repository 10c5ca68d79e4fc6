import { expect, test } from 'vitest';

import { refuseCrossSite } from '../../src/http/same-origin.ts';
import { askRaw, partsOf, serve } from './support.ts';

async function statusOf(method: string, headers: Record<string, string>): Promise<number> {
  await using served = await serve((app) => {
    app.all('/it', refuseCrossSite, (_request, response) => response.json({}));
  });
  const all = { Host: 'storms.example:8080', Connection: 'close', 'Content-Length': '0', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return partsOf(await askRaw(served.port, `${method} /it HTTP/1.1\r\n${lines.join('')}\r\n`)).status;
}

const own = 'http://storms.example:8080';

test.for([
  ['a form of another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['a page of a neighbour', { 'Sec-Fetch-Site': 'same-site', Origin: own }],
  ['an old browser on another site', { Origin: 'http://evil.example' }],
  ['the same host on another port', { Origin: 'http://storms.example:9090' }],
  ['a sandboxed frame', { Origin: 'null' }],
  ['nonsense', { Origin: 'storms.example:8080' }],
] as const)('%s can change nothing', async ([, headers]) => {
  expect(await statusOf('POST', { 'Content-Type': 'text/plain', ...headers })).toBe(403);
  expect(await statusOf('PUT', headers)).toBe(403);
  expect(await statusOf('DELETE', headers)).toBe(403);
  expect(await statusOf('GET', headers)).toBe(200);
});

test.for([
  ['our own page', { 'Sec-Fetch-Site': 'same-origin', Origin: own }],
  ['our own page behind TLS', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://elsewhere.example' }],
  ['our own page over plain http', { Origin: own }],
  ['our own page, whatever the case', { Origin: own, Host: 'Storms.Example:8080' }],
  ['what is no browser', {}],
] as const)('%s can', async ([, headers]) => {
  expect(await statusOf('POST', headers)).toBe(200);
});
