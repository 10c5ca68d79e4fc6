import * as fc from 'fast-check';

import type { AffectedResourceSummary, SnapshotAlert, StormSnapshot } from '../../src/storm/snapshot.ts';
import { type Storm, type StormCause, type StormSample, causeKinds } from '../../src/storm/storm.ts';
import { bareTerms, snapshotOf } from './snapshots.ts';

/** Any text at all, lone surrogates and control characters included, and now and then a very long one. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u0001', '\u007f', '"', '\u{1F525}', '\ud83d', 'é', '\u2028', '-'),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('x', '\u0001', '\u007f', '"', '\u{1F525}', '_'),
        fc.constantFrom(300, 1000, 5000, 65_536),
      )
      .map(([unit, times]) => unit.repeat(times)),
  },
);

/** What is never empty by the time that it gets into a storm. */
const someText = text.filter((one) => one !== '');

const key = fc.oneof(
  fc.constantFrom('alertname', 'namespace', 'severity', '__proto__', 'yes', '1', '<<', 'null'),
  text,
);
const pairs = fc
  .array(fc.tuple(key, text), { maxLength: 12 })
  .map((entries): Record<string, string> => Object.fromEntries(entries));
const time = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const resource: fc.Arbitrary<AffectedResourceSummary> = fc.record(
  {
    kind: someText,
    namespace: text,
    name: someText,
    alerts: fc.integer({ min: 1 }),
    firstSeen: time,
    resolved: fc.boolean(),
  },
  { requiredKeys: ['kind', 'name', 'alerts', 'firstSeen', 'resolved'] },
);

const alert: fc.Arbitrary<SnapshotAlert> = fc.record(
  {
    ...{ alertname: text, member: someText, kind: someText, namespace: text, name: someText },
    ...{ severity: someText, reason: text },
  },
  { requiredKeys: ['member', 'kind', 'name', 'severity'] },
);

const sample: fc.Arbitrary<StormSample> = fc.record(
  {
    labels: pairs,
    annotations: pairs,
    startsAt: fc.oneof(time, text),
    generatorURL: text,
    fingerprint: someText,
  },
  { requiredKeys: ['labels', 'annotations', 'startsAt', 'fingerprint'] },
);

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });

export const stormId = fc.tuple(hex(16), hex(12)).map((halves) => halves.join('-'));
export const alertname = text;

const cause: fc.Arbitrary<StormCause> = fc.record({
  ...{ kind: fc.constantFrom(...causeKinds), name: someText, patternCount: fc.integer({ min: 1 }) },
  scopeId: stormId,
});

const storm: fc.Arbitrary<Partial<Storm>> = fc.record({
  id: stormId,
  pattern: fc.record({
    text: someText,
    labels: fc.tuple(pairs, alertname).map(([rest, name]) => ({ ...rest, alertname: name })),
  }),
  severity: someText,
  alertCount: fc.integer({ min: 1 }),
  flappingCount: fc.nat(),
  fate: fc.constantFrom('storm', 'below', 'each'),
  sealReason: fc.constantFrom('expired', 'full', 'quiet', 'urgent', 'forced'),
  terms: someText.map((rule) => ({ ...bareTerms, rule })),
});

// Few different ones repeated: generating five hundred each would take the time of the test.
function many<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .tuple(fc.array(one, { maxLength: 6 }), fc.constantFrom(1, 10, 80))
    .map(([some, times]) => Array.from({ length: times }, () => some).flat());
}

export const anySnapshot: fc.Arbitrary<StormSnapshot> = fc
  .record({
    storm,
    affectedResources: many(resource),
    affectedResourcesByKind: fc.dictionary(text, fc.integer({ min: 0, max: 1_000_000 }), { maxKeys: 60 }),
    members: many(someText),
    samples: many(sample).map((samples) => samples.slice(0, 12)),
    commonLabels: pairs,
    commonAnnotations: pairs,
    truncated: fc.boolean(),
  })
  .map(snapshotOf);

/** Any storm that is a cause's; its alerts may have a name in common. */
export const anyCausedSnapshot: fc.Arbitrary<StormSnapshot> = fc
  .tuple(anySnapshot, cause, many(alert), fc.boolean())
  .map(([{ storm: whole, ...rest }, of, alerts, named]) => {
    const pattern = named ? whole.pattern : { text: of.name, labels: {} };
    return { ...rest, alerts, storm: { ...whole, cause: of, pattern } };
  });
