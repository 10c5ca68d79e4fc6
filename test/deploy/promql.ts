import { Metrics } from '../../src/metrics.ts';

/** A series that `/metrics` exposes. */
interface Exposed {
  readonly labels: readonly string[];
  /** Told by every process of the instance alike. */
  readonly shared: boolean;
}

interface Described {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** Every metric that the code registers, as the registry holds it. */
export const described = new Metrics().registry.getMetricsAsArray() as unknown as readonly Described[];

/** The series by name; a histogram is three of them. `up` is Prometheus' own. */
export const exposed: ReadonlyMap<string, Exposed> = new Map<string, Exposed>([
  ['up', { labels: [], shared: false }],
  ...described.flatMap(seriesOf),
]);

function seriesOf({ name, help, type, labelNames = [] }: Described): [string, Exposed][] {
  const series = { labels: labelNames, shared: help.includes('Shared by all processes') };
  if (type !== 'histogram') return [[name, series]];
  return [
    [`${name}_bucket`, { ...series, labels: [...labelNames, 'le'] }],
    [`${name}_sum`, series],
    [`${name}_count`, series],
  ];
}

/** Labels that Prometheus and its operator add to whatever they scrape. */
const added = ['namespace', 'job', 'service', 'pod', 'instance'];

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Used {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** Of the aggregation right around it; undefined where there is none. */
  readonly inside: Aggregation | undefined;
}

interface Aggregation {
  readonly operator: string;
  readonly clause: 'by' | 'without' | undefined;
  readonly labels: readonly string[];
}

const ours = /\b(stormfold_\w+|process_\w+|nodejs_\w+|up)\b(?:\{([^}]*)\})?/g;

/** The series that an expression asks for. All of ours are named alike, but for those of the process. */
export function usedBy(expression: string): Used[] {
  return [...expression.matchAll(ours)].map(({ 1: metric = '', 2: braces = '', index }) => ({
    metric,
    matchers: [...braces.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(
      ([, label = '', operator = '', value = '']) => ({ label, operator, value }),
    ),
    inside: aggregationAround(expression, index),
  }));
}

/** Every label that an expression keeps or drops in a clause. */
function clauseLabels(expression: string): string[] {
  return [...expression.matchAll(/\b(?:by|without)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) => split(list));
}

const head = /\b(sum|max|min|avg|count|topk|bottomk|quantile)\s*(?:(by|without)\s*\(([^)]*)\)\s*)?$/;

function aggregationAround(expression: string, index: number): Aggregation | undefined {
  for (let depth = 0, i = index - 1; i >= 0; i--) {
    if (expression[i] === ')') depth += 1;
    else if (expression[i] === '(' && depth > 0) depth -= 1;
    else if (expression[i] === '(') {
      const [, operator, clause, list = ''] = head.exec(expression.slice(0, i)) ?? [];
      if (operator !== undefined)
        return { operator, clause: clause as Aggregation['clause'], labels: split(list) };
    }
  }
  return undefined;
}

function split(list: string): string[] {
  return list
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
}

/** Why an expression takes what all processes tell more than once, or loses a part of it; empty when it does not. */
export function doubleCounts(expression: string): string[] {
  return usedBy(expression).flatMap(({ metric, matchers, inside }) => {
    const series = exposed.get(metric);
    if (!series?.shared) return [];
    if (inside?.operator !== 'max') return [`${metric} is not under max`];
    if (inside.clause === 'without')
      return ['instance', 'pod'].filter((l) => !inside.labels.includes(l)).map((l) => `${metric} keeps ${l}`);
    const fixed = matchers.filter(({ operator }) => operator === '=').map(({ label }) => label);
    const kept = [...inside.labels, ...fixed];
    const perProcess = inside.labels.filter((label) => ['instance', 'pod', 'service'].includes(label));
    return [
      ...series.labels.filter((label) => !kept.includes(label)).map((label) => `${metric} loses ${label}`),
      ...perProcess.map((label) => `${metric} keeps ${label}`),
    ];
  });
}

/** What an expression asks for and nobody exposes: metrics, and labels in selectors and clauses. */
export function unknownIn(expression: string): string[] {
  const used = usedBy(expression);
  const labels = new Set([...added, ...used.flatMap(({ metric }) => exposed.get(metric)?.labels ?? [])]);
  return [
    ...used.filter(({ metric }) => !exposed.has(metric)).map(({ metric }) => metric),
    ...used.flatMap(({ metric, matchers }) => {
      const own = [...(exposed.get(metric)?.labels ?? []), ...added];
      return matchers.filter(({ label }) => !own.includes(label)).map(({ label }) => `${metric}{${label}}`);
    }),
    ...clauseLabels(expression).filter((label) => !labels.has(label)),
  ];
}
