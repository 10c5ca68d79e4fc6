import { describe, expect, it } from 'vitest';

import { caps } from '../../src/sink/caps.ts';
import { alertStormType } from '../../src/sink/resource-type.ts';
import { causeKinds } from '../../src/storm/storm.ts';
import { type SchemaNode, readDefinition, readSchema } from '../support/definition.ts';

function nodesOf(node: SchemaNode, path: string): [string, SchemaNode][] {
  const children: (readonly [string, SchemaNode])[] = Object.entries(node.properties ?? {}).map(
    ([key, child]) => [`${path}.${key}`, child] as const,
  );
  if (node.items) children.push([`${path}[]`, node.items]);
  if (node.additionalProperties) children.push([`${path}.*`, node.additionalProperties]);
  return [[path, node], ...children.flatMap(([at, child]) => nodesOf(child, at))];
}

const nodes = new Map(nodesOf(readSchema(), ''));

describe('the definition', () => {
  it('is of the resource that manifests are made for', () => {
    const { spec } = readDefinition();
    const { kind, plural } = spec.names;
    expect({ group: spec.group, version: spec.versions[0]?.name, kind, plural }).toEqual(alertStormType);
  });

  it.each([...nodes].filter(([path]) => path !== '.metadata'))('describes %s', (_path, node) => {
    expect(node.description).toMatch(/^[A-Z].*[.]$/s);
    expect(node.type).toMatch(/^(object|array|string|integer|boolean)$/);
  });

  it('bounds every list and map of the spec', () => {
    const unbounded = [...nodes].filter(([, { type, maxItems, additionalProperties, maxProperties }]) => {
      return (type === 'array' && !maxItems) || (additionalProperties && !maxProperties);
    });
    expect(unbounded).toEqual([]);
  });

  it.each([
    ['.spec.pattern.text', caps.patternText],
    ['.spec.pattern.labels.*', caps.value],
    ['.spec.severity', caps.severity],
    ['.spec.rule', caps.rule],
    ['.spec.affectedResources[].kind', caps.kind],
    ['.spec.affectedResources[].namespace', caps.resourceNamespace],
    ['.spec.affectedResources[].name', caps.resourceName],
    ['.spec.commonLabels.*', caps.value],
    ['.spec.commonAnnotations.*', caps.value],
    ['.spec.members[]', caps.member],
    ['.spec.cause.name', caps.causeName],
    ['.spec.alerts[].alertname', caps.alertname],
    ['.spec.alerts[].member', caps.member],
    ['.spec.alerts[].kind', caps.kind],
    ['.spec.alerts[].namespace', caps.resourceNamespace],
    ['.spec.alerts[].name', caps.resourceName],
    ['.spec.alerts[].severity', caps.severity],
    ['.spec.alerts[].reason', caps.reason],
    ['.spec.samples[].labels.*', caps.value],
    ['.spec.samples[].annotations.*', caps.value],
    ['.spec.samples[].generatorURL', caps.generatorURL],
    ['.spec.samples[].fingerprint', caps.fingerprint],
    ['.spec.previous', caps.previous],
    ['.status.alerts.joinedSeverity', caps.severity],
    ['.status.alerts.joined[]', caps.member],
  ])('allows texts in %s as long as we write them', (path, most) => {
    expect(nodes.get(path)?.maxLength).toBe(most);
  });

  it('says of every kind of cause what it is', () => {
    const { description = '', maxLength = 0 } = nodes.get('.spec.cause.kind') ?? {};
    for (const kind of causeKinds) {
      expect(description).toMatch(new RegExp(`\\b${kind}\\b`));
      expect(kind.length).toBeLessThanOrEqual(maxLength);
    }
  });

  it('allows lists and maps as large as we write them', () => {
    expect(nodes.get('.spec.affectedResources')?.maxItems).toBe(caps.resourceItems);
    expect(nodes.get('.spec.members')?.maxItems).toBe(caps.memberItems);
    expect(nodes.get('.spec.alerts')?.maxItems).toBe(caps.alertItems);
    expect(nodes.get('.status.alerts.joined')?.maxItems).toBe(caps.joinedItems);
    expect(nodes.get('.spec.samples')?.maxItems).toBe(caps.sampleItems);
    expect(nodes.get('.spec.affectedResourcesByKind')?.maxProperties).toBe(caps.kindItems);
    expect(nodes.get('.spec.commonLabels')?.maxProperties).toBe(caps.pairs);
  });
});
