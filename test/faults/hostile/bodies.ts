import * as fc from 'fast-check';

import { anyJson, listOf, nested, objectOf, quoted, stringTexts, texts } from './json-text.ts';
import { hostileTexts, hostileTimes, knownLabels } from './words.ts';

/** What is posted: bytes, and headers that say more or less about them. */
export interface Post {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const mostly = (good: fc.Arbitrary<string>, weight = 12): fc.Arbitrary<string> =>
  fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: anyJson });

// Few alertnames and namespaces, so that hostile alerts meet each other in one storm.
const alertnames = fc.constantFrom(...hostileTexts.slice(0, 12), 'Watchdog').map((text) => quoted(text));
const labelNames = fc.oneof(fc.constantFrom(...knownLabels), texts);
const label = fc.tuple(labelNames, mostly(stringTexts, 40));
const labels = fc
  .tuple(alertnames, fc.array(label, { maxLength: 5 }))
  .map(([alertname, rest]) => objectOf([['alertname', alertname], ...rest]));
const huge = fc
  .integer({ min: 60_000, max: 70_000 })
  .map((length) => objectOf([['alertname', quoted('A'.repeat(length))]]));
const annotations = fc.array(fc.tuple(texts, mostly(stringTexts)), { maxLength: 3 }).map(objectOf);
const status = fc.constantFrom('"firing"', '"firing"', '"resolved"');
const time = fc.constantFrom(...hostileTimes).map((text) => quoted(text));

const alertMembers = fc.tuple(
  fc.tuple(fc.constant('status'), mostly(status)),
  fc.tuple(
    fc.constant('labels'),
    mostly(fc.oneof({ weight: 60, arbitrary: labels }, { weight: 1, arbitrary: huge })),
  ),
  fc.tuple(fc.constantFrom('annotations', '__proto__', 'annotations'), mostly(annotations)),
  fc.tuple(fc.constantFrom('startsAt', 'nothing'), mostly(time)),
  fc.tuple(fc.constantFrom('endsAt', 'toJSON'), mostly(time)),
  fc.tuple(fc.constantFrom('fingerprint', 'generatorURL', 'constructor'), anyJson),
);
// One member may come again, and then the last one counts.
const alert = fc
  .tuple(alertMembers, fc.nat({ max: 5 }), mostly(status))
  .map(([members, place, again]) => objectOf(place === 0 ? [...members, ['status', again]] : members));

const notification = fc
  .tuple(
    fc.array(mostly(alert), { maxLength: 5 }).map(listOf),
    fc.constantFrom('"4"', '"4"', '"4"', '"3"', '4', 'null', '""'),
    fc.tuple(fc.constantFrom('truncatedAlerts', 'status', 'groupKey', '__proto__', 'toString'), anyJson),
  )
  .map(([alerts, version, other]) => objectOf([['version', version], other, ['alerts', alerts]]));

const oddNotification = fc
  .tuple(anyJson, anyJson, fc.boolean())
  .map(([version, alerts, twice]) =>
    objectOf([['alerts', alerts], ['version', version], ...(twice ? [['alerts', '[]'] as const] : [])]),
  );

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const bottomless = fc
  .integer({ min: 1000, max: 50_000 })
  .map((depth) => objectOf([['alerts', nested(depth, '[', ']')]]));

// UTF-8 that no text gives: a lone surrogate as three bytes, one too long, one that stops, and no UTF-8 at all.
const illFormed = [
  [0xed, 0xa0, 0x80],
  [0xc0, 0xaf],
  [0xf5, 0x80, 0x80, 0x80],
  [0xe2, 0x82],
  [0xff, 0xfe],
  [0x80],
];
const spoilt = fc
  .tuple(notification.map(bytesOf), fc.constantFrom(...illFormed), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([body, bytes, where]) => {
    const at = Math.floor(where * body.length);
    return Buffer.concat([body.subarray(0, at), Buffer.from(bytes), body.subarray(at)]);
  });
const cut = fc
  .tuple(notification.map(bytesOf), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([body, where]) => body.subarray(0, Math.floor(where * body.length)));
const marked = notification.map((text) => bytesOf(`\ufeff${text}`));

const bodies: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 20, arbitrary: notification.map(bytesOf) },
  { weight: 2, arbitrary: oddNotification.map(bytesOf) },
  { weight: 1, arbitrary: anyJson.map(bytesOf) },
  { weight: 1, arbitrary: bottomless.map(bytesOf) },
  { weight: 1, arbitrary: spoilt },
  { weight: 1, arbitrary: cut },
  { weight: 1, arbitrary: marked },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
);

const json = 'application/json';
const contentTypes = fc.constantFrom(
  ...[json, `${json}; charset=utf-8`, `${json};charset="UTF8"`, `${json}; charset=utf-16`, `${json};;;=`],
  ...[
    'text/plain',
    'application/vnd.x+json',
    `${json}, text/html`,
    'json',
    '*/*',
    'multipart/form-data',
    '/',
  ],
);
const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ 'content-type': json }) },
  { weight: 1, arbitrary: contentTypes.map((type) => ({ 'content-type': type })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('gzip', 'identity', 'br, gzip', 'chunked', '').map((coding) => ({
      ...{ 'content-type': json, 'content-encoding': coding },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 200 }).map((id) => ({
      ...{ 'content-type': json, 'x-request-id': id.trim(), 'x-http-method-override': 'DELETE' },
    })),
  },
);

export const posts: fc.Arbitrary<Post> = fc.record({ body: bodies, headers });
