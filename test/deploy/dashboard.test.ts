import { describe, expect, it } from 'vitest';

import { type Panel, dashboard, panelQueries, panels } from './dashboard.ts';
import { doubleCounts, unknownIn, usedBy } from './promql.ts';
import { kustomizations } from './tree.ts';

const selector = ['namespace="$namespace"', 'job="$job"'];

function overlap(a: Panel, b: Panel): boolean {
  const [p, q] = [a.gridPos, b.gridPos];
  return p.x < q.x + q.w && q.x < p.x + p.w && p.y < q.y + q.h && q.y < p.y + p.h;
}

describe('the dashboard', () => {
  it('comes as a ConfigMap of a lasting name, with the label that the sidecar of Grafana looks for', () => {
    const monitoring = kustomizations.find(({ folder }) => folder === 'components/monitoring');
    expect(monitoring?.configMapGenerator).toEqual([
      expect.objectContaining({
        files: ['dashboard.json'],
        options: expect.objectContaining({
          disableNameSuffixHash: true,
          labels: expect.objectContaining({ grafana_dashboard: '1' }),
        }),
      }),
    ]);
  });

  it('has the rows of the way of an alert, and asks which Prometheus, namespace and job', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['What matters', 'Intake', 'Folding', 'Submitting', 'Redis', 'Processes']);
    const variables = dashboard.templating.list.map(({ name, type }) => [name, type]);
    expect(variables).toEqual([
      ['datasource', 'datasource'],
      ['namespace', 'query'],
      ['job', 'query'],
    ]);
  });

  it('needs no plugin, and a Grafana that knows its schema', () => {
    expect(new Set(dashboard.panels.map(({ type }) => type))).toEqual(new Set(['row', 'stat', 'timeseries']));
    expect(dashboard).toMatchObject({ uid: 'stormfold', schemaVersion: 42 });
  });

  it('has panels of their own ids, beside one another and none on top of another', () => {
    const all = dashboard.panels;
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => [a.title, b.title])).toEqual([]);
    expect(all.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  it.each(panels)('$title has a unit, says what to do, and asks the chosen Prometheus', (panel) => {
    expect(panel.fieldConfig?.defaults.unit).toMatch(/\w/);
    expect(panel.description).toMatch(/^\S.{40,}[.]$/);
    expect(panel.targets?.length).toBeGreaterThan(0);
    for (const { datasource } of panel.targets ?? [])
      expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  });

  it.each(panelQueries)('$of asks for series and labels that there are: $expr', ({ expr }) => {
    expect(usedBy(expr).length).toBeGreaterThan(0);
    expect(unknownIn(expr)).toEqual([]);
    expect(doubleCounts(expr)).toEqual([]);
  });

  it.each(panelQueries)('$of asks for the chosen namespace and job alone: $expr', ({ expr }) => {
    const chosen = usedBy(expr).map(({ matchers }) =>
      matchers.map(({ label, operator, value }) => `${label}${operator}"${value}"`),
    );
    expect(chosen.filter((each) => !selector.every((one) => each.includes(one)))).toEqual([]);
  });
});
