import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { ServiceBench } from '../support/service-bench.ts';
import { withoutCrash } from './hostile/crashes.ts';
import { texts } from './hostile/json-text.ts';
import { statusesIn, wholeAnswer } from './hostile/wire.ts';

const storm = '0123456789abcdef-0123456789ab';
const names = fc.oneof(
  fc.constantFrom('state', 'limit', 'cursor', '__proto__', 'state[]', 'limit[a]'),
  fc.constantFrom('pattern', 'severity', 'rule', 'sort', 'q', 'status', 'format', 'since', 'kind'),
  texts,
);
const known = [
  'open',
  'open,sealed',
  '0',
  '1',
  '1000',
  '99999999',
  `1_${storm}`,
  `${'9'.repeat(400)}_x`,
  '-1',
  '1e3',
];
const values = fc.oneof(fc.constantFrom(...known), texts);
// As it is, or escaped, or only half: what is no address at all must be told from what is an odd one.
const spellings = [
  encodeURIComponent,
  (text: string) => Buffer.from(text).toString('latin1'),
  (text: string) => `%${text}`,
];
const spelt = (given: fc.Arbitrary<string>) =>
  fc.tuple(given, fc.constantFrom(...spellings)).map(([text, spell]) => spell(text.toWellFormed()));
const queries = fc
  .array(fc.tuple(spelt(names), spelt(values)), { maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
const paths = fc.oneof(
  fc.constantFrom('/api/v1/storms', `/api/v1/storms/${storm}`, `/api/v1/storms/${storm}/alerts`, '/api/v1'),
  fc.constantFrom('failed', 'rejects', 'muted', 'totals', 'openapi.json').map((name) => `/api/v1/${name}`),
  fc.constantFrom('samples', 'resource').map((name) => `/api/v1/storms/${storm}/${name}`),
  spelt(texts).map((text) => `/api/v1/failed/${text}`),
  spelt(texts).map((text) => `/api/v1/storms/${text}`),
  spelt(texts).map((text) => `/api/v1/storms/${text}/alerts`),
  fc.constantFrom(
    '/api/v1/storms/../../../etc/passwd',
    '/api/v1/storms/..%2f..%2fetc',
    '/api//v1/storms',
    '//api',
  ),
);
const targets = fc.array(fc.tuple(paths, queries), { minLength: 50, maxLength: 50 });

test('a thousand hostile questions to the API are answered, and none by saying that it is our fault', async () => {
  await using bench = await ServiceBench.open();
  await bench.post({ alerts: [{ status: 'firing', labels: { alertname: 'Asked' } }] });
  await bench.peek.folded();
  const port = Number(new URL(bench.url).port);
  const seen = new Map<number, number>();
  const check = async (asked: readonly (readonly [path: string, query: string])[]) => {
    const requests = asked.map(
      ([path, query]) => `GET ${path}?${query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    // Not half-closed: who asks something stays for the answer.
    const heard = await Promise.all(requests.map((request) => wholeAnswer(port, request, 'stay')));
    for (const [i, answer] of heard.entries()) {
      const [status = 0] = statusesIn(answer);
      expect([asked[i], [200, 400, 404].includes(status)]).toEqual([asked[i], true]);
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
  };
  const seed = Date.now() % 1_000_000_000;
  await withoutCrash(() => fc.assert(fc.asyncProperty(targets, check), { numRuns: 20, seed }));

  process.stdout.write(`questions: ${JSON.stringify({ seed, ...Object.fromEntries(seen) })}\n`);
  expect(new Set(seen.keys())).toEqual(new Set([200, 400, 404]));
  const list = await fetch(`${bench.url}/api/v1/storms?state=open`);
  expect(((await list.json()) as { storms: unknown[] }).storms).toHaveLength(1);
});
