import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { AlertStormManifest } from '../../src/sink/manifest.ts';
import { ServiceBench } from '../support/service-bench.ts';
import { objectOf, quoted, texts } from './hostile/json-text.ts';
import { knownLabels } from './hostile/words.ts';

type Pair = readonly [name: string, value: string];

/** Longer names are left out of a resource, as its documentation says. */
const longestName = 256;
const stormCount = 200;

const names = fc
  .oneof(texts, fc.constantFrom(...knownLabels))
  .filter((name) => name !== 'alertname' && name.length <= longestName)
  // V8 13.6, which Node 24 has, takes any name that is written with an escape for this one, in an object that is otherwise as
  // one that had it: `JSON.parse('{"a":1,"\\\\":2}')`, and then `JSON.parse('{"a":1,"\\u0041":2}')`.
  .filter((name) => !name.startsWith('\\'));
// A severity that is longer is cut, and the resource says so.
const values = texts.filter((text) => text.length <= 128);
const pairs: fc.Arbitrary<Pair[]> = fc.array(fc.tuple(names, values), { maxLength: 8 });
const posted = fc.array(fc.tuple(pairs, pairs), { minLength: stormCount, maxLength: stormCount });

test('hostile labels and annotations come out of the resource and the API as they went in', async () => {
  await using bench = await ServiceBench.open();
  const seed = Date.now() % 1_000_000_000;
  const [storms = []] = fc.sample(posted, { seed, numRuns: 1 });
  const bodies = storms.map(([labels, annotations], i) => bodyOf(named(labels, i), annotations));
  const answers = await Promise.all(bodies.map((body) => bench.post(body)));
  expect(answers.map(({ status }) => status)).toEqual(storms.map(() => 202));
  await bench.peek.folded();
  await bench.expire();
  await bench.peek.until('submitted', stormCount);
  const written = new Map((await bench.peek.resources()).map((each) => [alertnameOf(each), each]));
  expect(written.size).toBe(stormCount);

  for (const [i, [labels, annotations]] of storms.entries()) {
    const resource = written.get(`Whole${i}`);
    const sample = resource?.spec.samples[0];
    const told = `seed ${seed}, storm ${i}`;
    expect([told, pairsOf(sample?.labels)]).toEqual([told, sorted(expected(named(labels, i)))]);
    expect([told, pairsOf(sample?.annotations)]).toEqual([told, sorted(expected(annotations))]);
    expect(resource?.spec).toMatchObject({ alertCount: 1, truncated: false });
    expect(resource?.spec.commonLabels).toEqual(sample?.labels);
  }
  await expectSameInApi(bench, written);
});

function named(labels: readonly Pair[], i: number): Pair[] {
  return [['alertname', `Whole${i}`], ...labels];
}

function bodyOf(labels: readonly Pair[], annotations: readonly Pair[]): string {
  const textOf = (pairsGiven: readonly Pair[]) =>
    objectOf(pairsGiven.map(([name, value], i) => [name, quoted(value, i % 2 === 0)] as const));
  const members = objectOf([
    ['status', '"firing"'],
    ['labels', textOf(labels)],
    ['annotations', textOf(annotations)],
  ]);
  return objectOf([['alerts', `[${members}]`]]);
}

/** Of a name that comes twice the last value counts; an empty value is none; half a pair is replaced. */
function expected(given: readonly Pair[]): Map<string, string> {
  const last = new Map(given);
  const filled = [...last].filter(([, value]) => value !== '');
  return new Map(filled.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
}

function pairsOf(labels: Readonly<Record<string, string>> = {}): [string, string][] {
  return sorted(new Map(Object.entries(labels)));
}

function sorted(pairsGiven: ReadonlyMap<string, string>): [string, string][] {
  return [...pairsGiven].sort(([a], [b]) => (a < b ? -1 : 1));
}

function alertnameOf(resource: AlertStormManifest): string {
  return resource.spec.pattern.labels['alertname'] ?? '';
}

async function expectSameInApi(bench: ServiceBench, written: ReadonlyMap<string, AlertStormManifest>) {
  const list = await fetch(`${bench.url}/api/v1/storms?state=submitted&limit=1000`);
  const { storms } = (await list.json()) as { storms: { id: string; pattern: unknown; severity: string }[] };
  const fromApi = storms.map(({ pattern, severity }) => ({ pattern, severity }));
  const fromFiles = [...written.values()].map(({ spec: { pattern, severity } }) => ({ pattern, severity }));
  const inOrder = (all: readonly unknown[]) => all.map((each) => JSON.stringify(each)).sort();
  expect(inOrder(fromApi)).toEqual(inOrder(fromFiles));
  for (const { id } of storms) {
    const members = await fetch(`${bench.url}/api/v1/storms/${id}/alerts`);
    expect([members.status, ((await members.json()) as { alerts: unknown[] }).alerts.length]).toEqual([
      200, 1,
    ]);
  }
}
