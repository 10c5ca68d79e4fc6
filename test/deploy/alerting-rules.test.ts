import { describe, expect, it } from 'vitest';

import { stormSettings } from '../../src/config/settings-storms.ts';
import { aggregateQueueName, finalizeQueueName } from '../../src/queue/names.ts';
import { doubleCounts, unknownIn, usedBy } from './promql.ts';
import { type Rule, rules } from './rules.ts';
import { ofKind, resources } from './tree.ts';

interface ScaledObject {
  readonly kind: string;
  readonly spec: {
    readonly maxReplicaCount: number;
    readonly triggers: readonly { readonly metadata: { readonly query: string } }[];
  };
}

const [scaled] = ofKind<ScaledObject>('ScaledObject', resources);
const queries = (scaled?.spec.triggers ?? []).map(({ metadata }) => metadata.query);
const expressions = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
  ...queries.map((expr, index) => ({ of: `trigger ${index + 1} of the ScaledObject`, expr })),
];

describe('expressions', () => {
  it.each(expressions)('of $of ask for series and labels that there are', ({ expr }) => {
    expect(usedBy(expr).length).toBeGreaterThan(0);
    expect(unknownIn(expr)).toEqual([]);
  });

  it.each(expressions)('of $of take once what every process tells of all of them', ({ expr }) => {
    expect(doubleCounts(expr)).toEqual([]);
  });

  it('name queues and the ways in as the code does', () => {
    const values = expressions.flatMap(({ expr }) => usedBy(expr).flatMap(({ matchers }) => matchers));
    const valuesOf = (label: string) =>
      new Set(values.filter((each) => each.label === label).map(({ value }) => value));
    expect(valuesOf('route')).toEqual(new Set(['/webhooks/alertmanager|/api/v2/alerts']));
    for (const pattern of valuesOf('queue')) {
      const queues = [finalizeQueueName, aggregateQueueName(0), aggregateQueueName(12)];
      expect(queues.some((queue) => new RegExp(`^(?:${pattern})$`).test(queue))).toBe(true);
    }
  });
});

describe('alerting rules', () => {
  it.each(rules)('$alert says what it is about, to whom, and what to do', ({ labels, annotations }: Rule) => {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/^\S.*[.]$/);
    expect(annotations.description).toMatch(/^\S.*[.]$/);
  });

  it('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});

describe('the ScaledObject', () => {
  it('has no more workers than there are partitions to fold in', () => {
    expect(scaled?.spec.maxReplicaCount).toBe(stormSettings.partitions.fallback);
  });
});
