import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

import type { Answer } from '../http/support.ts';
import { askRaw, partsOf } from '../http/support.ts';
import { IntakeBench, firing, notification, pods } from './support.ts';
import { eventually } from '../support/eventually.ts';

interface Refusal {
  readonly name: string;
  readonly body: string | Uint8Array;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly kind: string;
  readonly reason: string;
  readonly detail: string;
}

const json = JSON.stringify(notification(pods(1)));
const unreadable = { status: 400, kind: 'unreadable-body' };
const media = { status: 415, kind: 'unsupported-media-type' };
const refusals: readonly Refusal[] = [
  {
    name: 'not JSON',
    body: '{"alerts": [',
    ...unreadable,
    reason: 'not-json',
    detail: 'The body is not JSON',
  },
  { name: 'empty', body: ' ', ...unreadable, reason: 'empty', detail: 'There is no body.' },
  {
    name: 'a list',
    body: '[]',
    ...unreadable,
    reason: 'not-a-notification',
    detail: 'the body is a list, not an object',
  },
  {
    name: 'a custom payload',
    body: '{"text": "hello"}',
    ...unreadable,
    reason: 'not-a-notification',
    detail: '`alerts` is missing, not a list',
  },
  {
    name: 'not UTF-8',
    body: Buffer.concat([Buffer.from('{"alerts": ["'), Buffer.from([0xe9]), Buffer.from('"]}')]),
    ...unreadable,
    reason: 'not-utf8',
    detail: 'The body is not valid UTF-8.',
  },
  {
    name: 'nested without end',
    body: `{"alerts":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    status: 400,
    kind: 'all-alerts-bad',
    reason: '',
    detail: 'Not one of the alerts can be read.',
  },
  {
    name: 'a form',
    body: json,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    ...media,
    reason: 'media-type',
    detail: 'The content type is application/x-www-form-urlencoded, not JSON.',
  },
  {
    name: 'text',
    body: json,
    headers: { 'Content-Type': 'text/plain' },
    ...media,
    reason: 'media-type',
    detail: 'The content type is text/plain, not JSON.',
  },
  {
    name: 'another charset',
    body: json,
    headers: { 'Content-Type': 'application/json; charset="ISO-8859-1"' },
    ...media,
    reason: 'media-type',
    detail: 'The charset is ISO-8859-1, not UTF-8.',
  },
  {
    name: 'compressed',
    body: gzipSync(json),
    headers: { 'Content-Encoding': 'gzip' },
    ...media,
    reason: 'encoding',
    detail: 'The content encoding is gzip.',
  },
  {
    name: 'over the limit',
    body: JSON.stringify(notification([firing('p', { filler: 'x'.repeat(300_000) })])),
    status: 413,
    kind: 'body-too-large',
    reason: 'too-large',
    detail: 'The body is above the limit of 250000 bytes.',
  },
];

test.for(refusals)('$name: $status, counted and logged', async ({ body, headers, ...expected }) => {
  await using bench = await IntakeBench.open({ limits: { bodyBytes: 250_000 } });
  const answer = await bench.post(body, headers);
  expectProblem(answer, expected);
  expect(await reasonsOf(bench)).toEqual(expected.reason === '' ? {} : { [expected.reason]: 1 });
  expect(bench.lines).toEqual([expect.objectContaining({ msg: 'request refused', problem: expected.kind })]);
  expect(await bench.sums()).toMatchObject({ alertsInJobs: 0, arrivalsWithoutJob: 0 });
});

function expectProblem(answer: Answer, { status, kind, detail }: Omit<Refusal, 'body' | 'name'>): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer).toMatchObject({
    status,
    body: {
      type: `urn:stormfold:problem:${kind}`,
      status,
      detail: expect.stringContaining(detail),
      advice: expect.stringMatching(/^\p{Lu}.+\.$/u),
      instance: answer.headers.get('x-request-id'),
    },
  });
}

async function reasonsOf(bench: IntakeBench): Promise<Record<string, number>> {
  const { values } = await bench.metrics.unreadable.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['reason']), value]));
}

test.for([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF8',
  'application/vnd.alertmanager+json',
])('the content type %s is JSON', async (type) => {
  await using bench = await IntakeBench.open();
  expect((await bench.post(json, { 'Content-Type': type })).status).toBe(202);
});

test('a byte order mark is no fault', async () => {
  await using bench = await IntakeBench.open();
  expect((await bench.post(`\ufeff${json}`)).status).toBe(202);
});

test.for([
  ['no content type', 'Content-Length: 2\r\n\r\n{}', 415],
  ['no body at all', 'Content-Type: application/json\r\n\r\n', 400],
  ['a length of 0', 'Content-Type: application/json\r\nContent-Length: 0\r\n\r\n', 400],
  [
    'chunks over the limit',
    'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n"abc\r\n7\r\nabcdefg\r\n0\r\n\r\n',
    413,
  ],
] as const)('%s is refused', async ([, rest, expected]) => {
  await using bench = await IntakeBench.open({ limits: { bodyBytes: 10 } });
  const head = 'POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
  const { status, headers } = partsOf(await askRaw(bench.port, head + rest));
  expect(status).toBe(expected);
  expect(headers['Content-Type']).toContain('application/problem+json');
});

test('the first 200 bytes of what can not be read are logged, and no more', async () => {
  await using bench = await IntakeBench.open();
  await bench.post(`<xml>${'y'.repeat(1000)}`);
  expect(bench.lines).toEqual([
    expect.objectContaining({ reason: 'not-json', bytes: 1005, head: `<xml>${'y'.repeat(195)}` }),
  ]);
});

test('a body that breaks off is counted, and its share is given back', async () => {
  await using bench = await IntakeBench.open({ limits: { bodyBytesInFlight: 1000 } });
  const socket = connect(bench.port, '127.0.0.1');
  const head = 'POST /webhooks/alertmanager HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  socket.write(`${head}Content-Length: 900\r\n\r\n${'x'.repeat(800)}`);
  await eventually(async () => expect((await bench.post(json)).status).toBe(503), 5000);
  socket.destroy();
  await once(socket, 'close');
  await eventually(async () => expect((await bench.post(json)).status).toBe(202), 5000);
  expect(await reasonsOf(bench)).toEqual({ aborted: 1 });
});
