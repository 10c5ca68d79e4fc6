import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { ServiceBench } from '../support/service-bench.ts';
import { withoutCrash } from './hostile/crashes.ts';
import { good, oddRequests } from './hostile/requests.ts';
import { statusesIn, statusesOf, wholeAnswer } from './hostile/wire.ts';

test('odd requests are answered as they deserve, and exactly what is in them is counted', async () => {
  await using bench = await ServiceBench.open();
  const answers: Record<string, number[]> = {};
  await withoutCrash(async () => {
    for (const { name, parts, statuses } of oddRequests)
      answers[name] = await statusesOf(portOf(bench), parts, statuses.length);
  });
  await bench.peek.folded();

  expect(answers).toEqual(Object.fromEntries(oddRequests.map(({ name, statuses }) => [name, statuses])));
  const taken = oddRequests.reduce((sum, each) => sum + each.taken, 0);
  expect(await bench.peek.instance.counters.read()).toMatchObject({
    ...{ received: taken, queued: taken, rejected: 0, excluded: 0, pending: 0 },
    ...{ opened: 1, folded: 0, repeated: taken - 1 },
  });
});

const bytes = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\n',
    '\0',
    ':',
    ' ',
    '%',
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    '\xff',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }).map((text) => Buffer.from(text).toString('latin1')),
);
const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), bytes, fc.nat({ max: 3 }));
const spoiltRequests = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), {
  minLength: 50,
  maxLength: 50,
});

function spoilt(changes: readonly (readonly [where: number, bytes: string, gone: number])[]): string {
  return changes.reduce((text, [where, put, gone]) => {
    const at = Math.floor(where * text.length);
    return text.slice(0, at) + put + text.slice(at + gone);
  }, good('Connection: close\r\n'));
}

test('a thousand requests with spoilt bytes crash nothing, are never told it was our fault, and count each alert once', async () => {
  await using bench = await ServiceBench.open();
  const seen = new Map<number, number>();
  const check = async (requests: readonly Parameters<typeof spoilt>[0][]) => {
    const heard = await Promise.all(requests.map((each) => wholeAnswer(portOf(bench), spoilt(each))));
    const statuses = heard.flatMap(statusesIn);
    for (const status of statuses) seen.set(status, (seen.get(status) ?? 0) + 1);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  };
  const seed = Date.now() % 1_000_000_000;
  await withoutCrash(() => fc.assert(fc.asyncProperty(spoiltRequests, check), { numRuns: 20, seed }));
  await bench.peek.folded();

  process.stdout.write(`spoilt requests: ${JSON.stringify({ seed, ...Object.fromEntries(seen) })}\n`);
  const sums = await bench.peek.instance.counters.read();
  const of = (name: string) => sums[name] ?? 0;
  expect(of('received')).toBe(of('queued') + of('rejected') + of('excluded'));
  expect(of('queued')).toBe(of('opened') + of('folded') + of('repeated') + of('resolved'));
  expect((await bench.post({ alerts: [] })).status).toBe(202);
});

function portOf({ url }: ServiceBench): number {
  return Number(new URL(url).port);
}
