import type { RequestHandler } from 'express';
import { describe, expect, test } from 'vitest';

import { crossSiteGuard, refuseCrossSite, refuseOtherNames } from '../../src/http/same-origin.ts';
import { GateBench, basic, none, proxy, proxyAddress } from './gate-bench.ts';
import { askRaw, partsOf, serve } from './support.ts';

type Headers = Record<string, string>;

async function statusBehind(guard: RequestHandler, method: string, headers: Headers, version = '1.1') {
  await using served = await serve((app) => {
    app.all('/it', guard, (_request, response) => response.json({}));
  });
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return partsOf(await askRaw(served.port, `${method} /it HTTP/${version}\r\n${head}\r\n`)).status;
}

const statusOf = (method: string, headers: Headers) =>
  statusBehind(refuseCrossSite, method, { Host: 'storms.example:8080', ...headers });

const own = 'http://storms.example:8080';

test.for([
  ['a form of another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['a form of another site that says nothing else', { 'Sec-Fetch-Site': 'cross-site', Origin: own }],
  ['a page of a neighbour', { 'Sec-Fetch-Site': 'same-site', Origin: own }],
  ['two sites at once', { 'Sec-Fetch-Site': 'same-origin, cross-site', Origin: own }],
  ['an old browser on another site', { Origin: 'http://evil.example' }],
  ['a very old browser on another site', { Referer: 'http://evil.example/storms.example:8080' }],
  ['the same host on another port', { Origin: 'http://storms.example:9090' }],
  ['the same host on the default port', { Origin: 'http://storms.example' }],
  ['a sandboxed frame', { Origin: 'null' }],
  ['a sandboxed frame with a page', { Origin: 'null', Referer: `${own}/` }],
  ['a file', { Origin: 'file://storms.example:8080' }],
  ['nonsense', { Origin: 'storms.example:8080' }],
  ['two origins', { Origin: `${own}, ${own}` }],
  ['a host that only looks like ours', { Origin: own, Host: 'x@storms.example:8080' }],
  [
    'what says by itself for whom it is',
    { Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example' },
  ],
] as const)('%s can change nothing', async ([, headers]) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])
    expect(await statusOf(method, { 'Content-Type': 'text/plain', ...headers })).toBe(403);
  for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(await statusOf(method, headers)).toBe(200);
});

test.for([
  ['our own page', { 'Sec-Fetch-Site': 'same-origin', Origin: own }],
  ['our own page behind TLS', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://elsewhere.example' }],
  ['our own page over plain http', { Origin: own }],
  ['our own page, whatever the case', { Origin: own, Host: 'Storms.Example:8080' }],
  ['our own page at the default port', { Origin: 'https://storms.example', Host: 'storms.example:443' }],
  ['our own page in a very old browser', { Referer: `${own}/queues` }],
  ['what is no browser', {}],
] as const)('%s can', async ([, headers]) => {
  expect(await statusOf('POST', headers)).toBe(200);
});

test("a page is nobody's own where no host is told", async () => {
  for (const headers of [{ Origin: 'null' }, { Origin: own }, { Host: '', Origin: 'file:///x' }] as Headers[])
    expect(await statusBehind(refuseCrossSite, 'POST', headers, '1.0')).toBe(403);
});

describe('behind a proxy that puts its own name for us into Host', () => {
  const changedBy = (isPeer: boolean, headers: Headers) =>
    statusBehind(crossSiteGuard({ isPeer: () => isPeer }), 'POST', { Host: 'stormfold:8080', ...headers });
  const page = { Origin: 'http://storms.example' };

  test("the host that it passes on is the browser's", async () => {
    expect(await changedBy(true, { ...page, 'X-Forwarded-Host': 'storms.example' })).toBe(200);
    expect(await changedBy(true, { ...page, 'X-Forwarded-Host': 'Storms.Example:80' })).toBe(200);
    expect(await changedBy(true, { ...page, 'X-Forwarded-Host': 'evil.example' })).toBe(403);
    expect(await changedBy(true, { ...page, 'X-Forwarded-Host': 'storms.example, evil.example' })).toBe(403);
    expect(
      await changedBy(true, { Origin: 'http://stormfold:8080', 'X-Forwarded-Host': 'storms.example' }),
    ).toBe(403);
    expect(await changedBy(true, { Origin: 'null', 'X-Forwarded-Host': 'null' })).toBe(403);
  });

  test("nobody else's word for it counts", async () => {
    expect(await changedBy(false, { ...page, 'X-Forwarded-Host': 'storms.example' })).toBe(403);
  });

  test('what the browser says of the site comes first', async () => {
    const site = (text: string) => ({
      ...page,
      'Sec-Fetch-Site': text,
      'X-Forwarded-Host': 'storms.example',
    });
    expect(await changedBy(true, site('cross-site'))).toBe(403);
    expect(await changedBy(true, { ...site('same-origin'), 'X-Forwarded-Host': 'other.example' })).toBe(200);
  });

  test.for([
    ['the proxy', proxyAddress, { 'X-Forwarded-User': 'ann' }],
    ['basic auth', '127.0.0.1', { Authorization: basic('ann:pw') }],
  ] as const)('whoever came by %s is protected', async ([, from, who]) => {
    await using bench = await GateBench.open({ proxy, operator: { ...none, basic: ['ann:pw'] } });
    const post = (headers: Headers) =>
      bench.status({ from, method: 'POST', headers: { ...who, ...headers } });
    expect(await post({ Origin: 'http://evil.example' })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await post({ Origin: 'null' })).toBe(403);
    const forwarded = { Origin: 'http://storms.example', 'X-Forwarded-Host': 'storms.example' };
    expect(await post(forwarded)).toBe(from === proxyAddress ? 200 : 403);
    expect(await post({})).toBe(200);
  });
});

describe('where nobody is asked', () => {
  const asked = (Host: string, method = 'GET') => statusBehind(refuseOtherNames, method, { Host });

  test.for([
    '127.0.0.1:8080',
    'localhost',
    'LOCALHOST:1',
    '[::1]:8080',
    '127.9.9.9',
    'storms.localhost:8080',
  ])('%s is this machine', async (host) => expect(await asked(host)).toBe(200));

  test.for([
    'evil.example:8080',
    '192.0.2.7',
    'localhost.evil.example',
    'x@localhost',
    '127.0.0.1.evil.example',
  ])('%s is not', async (host) => {
    expect(await asked(host)).toBe(403);
    expect(await asked(host, 'POST')).toBe(403);
  });

  test.for([
    ['open', {}, 403],
    ['open by leave', { allowOpen: true }, 200],
    ['closed', { operator: { ...none, basic: ['ann:pw'] } }, 200],
  ] as const)(
    'a gate that is %s answers so to a name that was made to lead here',
    async ([, auth, status]) => {
      await using bench = await GateBench.open(auth);
      const headers = { Host: 'evil.example', Authorization: basic('ann:pw') };
      expect(await bench.status({ headers })).toBe(status);
    },
  );
});
