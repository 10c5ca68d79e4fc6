import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildManifest } from '../../../src/sink/manifest.ts';
import { rfc3339 } from '../../../src/sink/rfc3339.ts';
import { bareStorm, fullStorm } from '../../../src/sink/template/sample-storms.ts';
import { anyCausedSnapshot, anySnapshot } from '../../support/any-snapshot.ts';
import { remediationRequestSchema } from '../../support/remediation-request.ts';
import { checkTemplate } from '../../../src/sink/template/check-template.ts';
import { ResourceTemplate } from '../../../src/sink/template/template.ts';
import type { Storm } from '../../../src/storm/storm.ts';
import { causedStorm, nodeCause, snapshotOf } from '../../support/snapshots.ts';

const name = '{{ metadata.name }}';

function faultsOf(metadata: string, rest = '', correlates = false): readonly string[] {
  const text = `apiVersion: example.com/v1\nkind: Thing\nmetadata: ${metadata}\n${rest}`;
  return checkTemplate(new ResourceTemplate(text), correlates).map(
    ({ place, problem }) => `${place}: ${problem}`,
  );
}

describe('at start', () => {
  it.each(['remediation-request', 'argo-workflow'])('the worked example %s is right', (example) => {
    const text = readFileSync(`deploy/templates/${example}.yaml`, 'utf8');
    expect(checkTemplate(new ResourceTemplate(text), true)).toEqual([]);
  });

  it('the example of the documentation is right', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/templates.md', 'utf8')) ?? [];
    const template = new ResourceTemplate(example);
    expect(checkTemplate(template, true)).toEqual([]);
    expect(template.render(fullStorm)).toMatchObject({
      spec: { title: '1 alerts: KubePodCrashLooping in shop', urgent: true, cluster: 'east' },
    });
    expect(template.render(bareStorm)).toMatchObject({ spec: { urgent: false, cluster: 'unknown' } });
  });

  it('the one for kubernaut keeps to what kubernaut asks of a RemediationRequest, whatever the storm', () => {
    const template = new ResourceTemplate(readFileSync('deploy/templates/remediation-request.yaml', 'utf8'));
    const formats = { 'date-time': (text: string) => rfc3339(text) !== undefined };
    const accepts = new Ajv({ strict: false, formats }).compile(remediationRequestSchema);
    fc.assert(
      fc.property(fc.oneof(anySnapshot, anyCausedSnapshot), (snapshot) => {
        const resource = template.render(buildManifest(snapshot, { instance: 'one' }));
        expect([accepts(resource), accepts.errors]).toEqual([true, null]);
      }),
      { numRuns: 100 },
    );
    // A node has no namespace, and the field is asked for.
    expect(template.render(bareStorm)).toMatchObject({
      spec: { targetResource: { kind: 'Node', name: 'node-1', namespace: '' } },
    });
  });

  it('kubernaut knows a cause again, and tells it from others, whatever alerts it has brought about', () => {
    const template = new ResourceTemplate(readFileSync('deploy/templates/remediation-request.yaml', 'utf8'));
    const fingerprintOf = (storm: Partial<Storm>) => {
      const { spec } = template.render(
        buildManifest(snapshotOf({ storm }), { instance: 'one' }),
      ) as unknown as {
        spec: { signalFingerprint: string };
      };
      return spec.signalFingerprint;
    };
    const named = {
      ...causedStorm,
      pattern: { text: 'A of cluster east', labels: { alertname: 'A', cluster: 'east' } },
    };
    const west = { ...causedStorm, pattern: { text: 'node worker-3', labels: { cluster: 'west' } } };
    const other = { ...causedStorm, cause: { ...nodeCause, name: 'node worker-4' } };
    expect(fingerprintOf(causedStorm)).toBe(fingerprintOf(named));
    expect(new Set([causedStorm, west, other].map(fingerprintOf)).size).toBe(3);
    // As it was before there were causes.
    const labels = JSON.stringify(snapshotOf().storm.pattern.labels);
    expect(fingerprintOf({})).toBe(createHash('sha256').update(labels).digest('hex'));
  });

  it('a template that renders every storm is right', () => {
    expect(faultsOf(`{ name: '${name}' }`, "spec: { severity: '{{ spec.severity }}' }")).toEqual([]);
  });

  it('a typing error is found before the first storm', () => {
    expect(faultsOf(`{ name: '${name}' }`, "spec: { a: '{{ spec.severty }}' }")).toEqual([
      'spec.a: undefined variable: spec.severty',
    ]);
  });

  it('what not every storm has needs a default', () => {
    const namespace = '{{ spec.pattern.labels.namespace }}';
    expect(faultsOf(`{ name: '${name}' }`, `spec: { a: '${namespace}' }`)).toEqual([
      'spec.a: undefined variable: spec.pattern.labels.namespace; not every storm has it: say what to write then, with ' +
        'the filter default',
    ]);
    const withDefault = '{{ spec.pattern.labels.namespace | default: "none" }}';
    expect(faultsOf(`{ name: '${name}' }`, `spec: { a: '${withDefault}' }`)).toEqual([]);
    // Storms of a version that had no rules have none.
    expect(faultsOf(`{ name: '${name}' }`, "spec: { a: '{{ spec.rule }}' }")).toHaveLength(1);
    expect(faultsOf(`{ name: '${name}' }`, "spec: { a: '{{ spec.storm }}' }")).toEqual([]);
    expect(faultsOf(`{ name: '${name}' }`, "spec: { a: '{{ spec.cause.name }}' }")).toHaveLength(1);
    const alerts = '!value "spec.alerts | default: nil"';
    expect(
      faultsOf(`{ name: '${name}' }`, `spec: { a: "{{ spec.cause.name | default: nil }}", b: ${alerts} }`),
    ).toEqual([]);
  });

  it('where rules correlate, storms that have nothing in common but their cause count too', () => {
    const alertname = "spec: { a: '{{ spec.pattern.labels.alertname }}' }";
    expect(faultsOf(`{ name: '${name}' }`, alertname)).toEqual([]);
    expect(faultsOf(`{ name: '${name}' }`, alertname, true)).toEqual([
      'spec.a: undefined variable: spec.pattern.labels.alertname; not every storm has it: say what to write then, with ' +
        'the filter default',
    ]);
  });

  it.each(['the-same', '{{ spec.pattern.labels.alertname | downcase }}', 's-{{ storm.patternHash }}'])(
    'two storms never share the name %s',
    (shared) => {
      expect(faultsOf(`{ name: '${shared}' }`)).toEqual([
        'metadata.name: is the same for two storms: put {{ metadata.name }} or {{ storm.id }} into it',
      ]);
    },
  );

  it.each([
    ['kind: Thing\nmetadata: {}', /apiVersion: must be group\/version, such as example.com\/v1/],
    ['apiVersion: v1\nkind: ConfigMap', /apiVersion: must be group\/version/],
    ["apiVersion: example.com/v1\nkind: '{{ spec.severity }}'", /kind: must be a kind, such as Workflow/],
    ['- a list', /the file: must be a mapping with apiVersion, kind and metadata/],
    ['', /the file: must be a mapping|is not one YAML document/],
    ['a: 1\n---\nb: 2', /the file: is not one YAML document/],
    ['a: [1', /line \d+: Flow sequence/],
    ['a: !secret x', /line 1: Unresolved tag: !secret/],
    ['a: &a [*a, *a]', /./],
  ])('%j is no template', (text, problem) => {
    expect(() => new ResourceTemplate(text)).toThrow(problem);
  });
});
