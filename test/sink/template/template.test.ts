import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildManifest } from '../../../src/sink/manifest.ts';
import { buildManifests } from '../../../src/sink/manifests.ts';
import { metadataKeys } from '../../../src/sink/resource-type.ts';
import { TemplateError } from '../../../src/sink/template/placeholders.ts';
import { ResourceTemplate } from '../../../src/sink/template/template.ts';
import { anySnapshot } from '../../support/any-snapshot.ts';
import { causedSnapshot, memberOf, snapshotOf } from '../../support/snapshots.ts';

const storm = buildManifest(snapshotOf(), {
  instance: 'one',
  namespace: 'storms',
  previousName: 'storm-before',
});

/** What a template with this under `data` makes of the storm. */
function dataOf(data: string, manifest = storm): unknown {
  const lines = data.replaceAll('\n', '\n  ');
  const text = `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: '{{ metadata.name }}' }\ndata:\n  ${lines}\n`;
  return (new ResourceTemplate(text).render(manifest) as unknown as { data: unknown }).data;
}

describe('a placeholder', () => {
  it.each([
    ["text: 'a {{ spec.severity }} storm'", { text: 'a critical storm' }],
    ["text: '{{ spec.alertCount }}'", { text: '2' }],
    ['number: !value spec.alertCount', { number: 2 }],
    ['flag: !value spec.truncated', { flag: false }],
    [
      'labels: !value spec.pattern.labels',
      { labels: { alertname: 'KubePodCrashLooping', namespace: 'shop' } },
    ],
    ['list: !value spec.members', { list: [...storm.spec.members] }],
    ['first: !value spec.members | first', { first: storm.spec.members[0] }],
    ["kind: '{{ target.kind }}/{{ target.name }}'", { kind: 'Pod/api-0' }],
    [
      "id: '{{ storm.id }} of {{ storm.patternHash }}'",
      { id: '0123456789abcdef-a1b2c3d4e5f6 of 0123456789abcdef' },
    ],
    ['before: \'{{ spec.previous | default: "none" }}\'', { before: 'storm-before' }],
    ["label: '{{ spec.pattern.text | label_value }}'", { label: 'KubePodCrashLooping-in-shop' }],
    ["list: ['{% for r in spec.affectedResources %}{{ r.name }},{% endfor %}']", { list: ['api-0,api-1,'] }],
    ['kept: 5\nalso: true\nplain: text', { kept: 5, also: true, plain: 'text' }],
  ])('%s', (data, expected) => {
    expect(dataOf(data)).toEqual(expected);
  });

  it('reads what a cause is, and what it says of its alerts, as all else', () => {
    const data =
      "title: '{{ spec.cause.kind }}: {{ spec.cause.name }}'\npatterns: !value spec.cause.patternCount\n" +
      "why: ['{% for a in spec.alerts %}{{ a.alertname }}: {{ a.reason }};{% endfor %}']\nalerts: !value spec.alerts";
    const caused = buildManifest(causedSnapshot(), { instance: 'one' });
    expect(dataOf(data, caused)).toEqual({
      title: 'node: node worker-3',
      patterns: 2,
      why: [
        'KubeNodeNotReady: it is about the node worker-3;' +
          'KubePodNotReady: its pod runs on node worker-3, which is not ready;',
      ],
      alerts: caused.spec.alerts,
    });
  });

  it('leaves a field out whose value is nothing, and an entry of a list', () => {
    const data =
      'left: !value "spec.commonLabels.none | default: nil"\nlist: [a, !value "spec.nope | default: nil"]\nb: 1';
    expect(dataOf(data)).toEqual({ list: ['a'], b: 1 });
  });

  it('hashes text, and the JSON of anything else', () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(dataOf("a: '{{ spec.pattern.text | sha256 }}'\nb: '{{ spec.pattern.labels | sha256 }}'")).toEqual({
      a: sha256('KubePodCrashLooping in shop'),
      b: sha256('{"alertname":"KubePodCrashLooping","namespace":"shop"}'),
    });
  });

  it('can not break out of its text: what alerts say is data', () => {
    const text = 'x"\n  injected: true\n{{ storm.id }} {% assign a = 1 %} ${1} <%= 1 %>';
    const pattern = { text, labels: { alertname: 'A' } };
    const hostile = buildManifest(snapshotOf({ storm: { pattern } }), { instance: 'one' });
    expect(dataOf("text: '{{ spec.pattern.text }}'", hostile)).toEqual({ text });
    const whole = dataOf("whole: '{{ spec | json }}'", hostile) as { whole: string };
    expect(JSON.parse(whole.whole)).toEqual(hostile.spec);
  });

  it.each([
    ["text: '{{ constructor }}'", 'undefined variable: constructor'],
    ["text: '{{ spec.constructor.constructor }}'", 'undefined variable: spec.constructor'],
    ["text: '{{ spec.__proto__ }}'", 'undefined variable: spec.__proto__'],
    ["text: '{{ process.env }}'", 'undefined variable: process'],
    ["text: '{{ spec.severty }}'", 'undefined variable: spec.severty'],
    ['number: !value spec.alertCnt', 'undefined variable: spec.alertCnt'],
  ])('reaches nothing but the storm: %s', (data, problem) => {
    expect(() => dataOf(data)).toThrow(problem);
  });

  it.each([
    ['text: \'{% include "/etc/passwd" %}\'', 'tag "include" not found'],
    ['text: \'{% render "/etc/passwd" %}\'', 'tag "render" not found'],
    ['text: \'{% layout "x" %}\'', 'tag "layout" not found'],
    ["text: '{{ spec | nofilter }}'", 'undefined filter: nofilter'],
    ["text: '{{ spec'", 'output "{{ spec" not closed'],
    ["'{{ spec.severity }}': x", 'a key can hold no placeholder'],
  ])('is refused before there is a storm: %s', (data, problem) => {
    expect(() => dataOf(data)).toThrow(problem);
  });

  it('that would loop for ever, or fill the memory, is cut off', () => {
    const nested = '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}';
    expect(() => dataOf(`text: '${nested}'`)).toThrow(/limit exceeded/);
  });
});

describe('a rendered resource', () => {
  const template = new ResourceTemplate(
    `
apiVersion: example.com/v1
kind: Policy
metadata:
  name: 'p-{{ metadata.name }}'
  labels: { team: ops, stormfold.io/storm-id: forged }
  annotations: { note: '{{ spec.severity }}' }
spec: { count: !value spec.deliveryCount }
`,
    'policys',
  );

  it('is of the type that its head says', () => {
    expect(template.type).toEqual({ group: 'example.com', version: 'v1', kind: 'Policy', plural: 'policys' });
  });

  it('carries the identity of its storm, which no template can forge', () => {
    const { apiVersion, kind, metadata, ...content } = template.render(storm);
    expect([apiVersion, kind, content]).toEqual(['example.com/v1', 'Policy', { spec: { count: 5 } }]);
    expect(metadata).toEqual({
      name: `p-${storm.metadata.name}`,
      namespace: 'storms',
      labels: {
        team: 'ops',
        [metadataKeys.stormId]: storm.metadata.labels[metadataKeys.stormId],
        [metadataKeys.patternHash]: storm.metadata.labels[metadataKeys.patternHash],
      },
      annotations: {
        note: 'critical',
        [metadataKeys.stormId]: storm.metadata.annotations[metadataKeys.stormId],
        [metadataKeys.instance]: 'one',
        [metadataKeys.specHash]: createHash('sha256').update('{"spec":{"count":5}}').digest('hex'),
      },
    });
  });

  it('of one alert of a storm says which', () => {
    const snapshot = snapshotOf({ storm: { fate: 'each', alertCount: 1 } });
    const [one = storm] = buildManifests(snapshot, { instance: 'one' }, [memberOf(0)]);
    const { metadata } = template.render(one);
    expect(metadata.name).toBe(`p-${storm.metadata.name}-a1`);
    expect(metadata.annotations[metadataKeys.member]).toBe('00000000000000a0@2026-11-24T11:59:30Z');
  });

  it('is the same for the same storm, whatever the storm', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const manifest = buildManifest(snapshot, { instance: 'one' });
        expect(template.render(manifest)).toEqual(template.render(structuredClone(manifest)));
      }),
      { numRuns: 50 },
    );
  });

  it('of more than a mebibyte is none', () => {
    const large = `{% for i in (1..40000) %}${'x'.repeat(40)}{% endfor %}`;
    expect(() => dataOf(`text: '${large}'`)).toThrow(
      /is 16\d{5} bytes long when it is rendered; at most 1048576/,
    );
  });

  it('lists every fault with its place', () => {
    const text = `
apiVersion: example.com/v1
kind: Thing
metadata: { name: 'A B', namespace: 'x/y', labels: { a: '{{ spec.pattern.text }}' } , owner: me }
`;
    let faults: unknown;
    try {
      new ResourceTemplate(text).render(storm);
    } catch (error) {
      faults = error instanceof TemplateError ? error.faults.map(({ place }) => place) : error;
    }
    expect(faults).toEqual(['metadata.name', 'metadata.namespace', 'metadata.labels.a', 'metadata']);
  });
});
