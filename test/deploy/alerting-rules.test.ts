import { describe, expect, it } from 'vitest';

import { stormSettings } from '../../src/config/settings-storms.ts';
import { Metrics } from '../../src/metrics.ts';
import { aggregateQueueName, finalizeQueueName } from '../../src/queue/names.ts';
import { type Rule, rules } from './rules.ts';
import { ofKind, resources } from './tree.ts';

interface ScaledObject {
  readonly kind: string;
  readonly spec: {
    readonly maxReplicaCount: number;
    readonly triggers: readonly { readonly metadata: { readonly query: string } }[];
  };
}

/** Labels that Prometheus and its operator add to whatever they scrape. */
const added = ['namespace', 'job', 'service', 'pod'];
/** What Prometheus says of a target itself. */
const ownMetrics: Readonly<Record<string, readonly string[]>> = { up: [] };

const labelsOf: Readonly<Record<string, readonly string[]>> = {
  ...ownMetrics,
  ...Object.fromEntries(
    new Metrics().registry.getMetricsAsArray().map((metric) => [metric.name, labelNamesOf(metric)]),
  ),
};

const shared = new Set(
  new Metrics().registry
    .getMetricsAsArray()
    .filter((metric) => (metric as { help?: string }).help?.includes('Shared by all processes'))
    .map(({ name }) => name),
);

function labelNamesOf(metric: object): readonly string[] {
  return (metric as { labelNames?: readonly string[] }).labelNames ?? [];
}

interface Used {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly value: string }[];
}

/** The series that an expression asks for: all of ours are named alike, and `up` is Prometheus' own. */
function usedBy(expression: string): Used[] {
  return [...expression.matchAll(/\b(stormfold_\w+|up)\b(?:\{([^}]*)\})?/g)].map(
    ([, metric = '', braces = '']) => ({
      metric,
      matchers: [...braces.matchAll(/(\w+)=~?"([^"]*)"/g)].map(([, label = '', value = '']) => ({
        ...{ label, value },
      })),
    }),
  );
}

const [scaled] = ofKind<ScaledObject>('ScaledObject', resources);
const queries = (scaled?.spec.triggers ?? []).map(({ metadata }) => metadata.query);
const expressions = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
  ...queries.map((expr, index) => ({ of: `trigger ${index + 1} of the ScaledObject`, expr })),
];

describe('expressions', () => {
  it.each(expressions)('of $of ask for series that there are', ({ expr }) => {
    const used = usedBy(expr);
    expect(used.length).toBeGreaterThan(0);
    for (const { metric, matchers } of used) {
      expect(Object.keys(labelsOf)).toContain(metric);
      const allowed = [...(labelsOf[metric] ?? []), ...added];
      expect(matchers.map(({ label }) => label).filter((label) => !allowed.includes(label))).toEqual([]);
    }
  });

  it.each(expressions.filter(({ expr }) => usedBy(expr).some(({ metric }) => shared.has(metric))))(
    'of $of take once what every process tells of all of them',
    ({ expr }) => {
      expect(expr).toMatch(/\bmax\b/);
    },
  );

  it('name queues and the webhook as the code does', () => {
    const values = expressions.flatMap(({ expr }) => usedBy(expr).flatMap(({ matchers }) => matchers));
    const valuesOf = (label: string) =>
      new Set(values.filter((each) => each.label === label).map(({ value }) => value));
    expect(valuesOf('route')).toEqual(new Set(['/webhooks/alertmanager']));
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
