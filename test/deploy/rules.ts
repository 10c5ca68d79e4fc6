import { ofKind, resources } from './tree.ts';

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface PrometheusRule {
  readonly kind: string;
  readonly spec: { readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[] };
}

/** What Prometheus itself reads, out of the resource of its operator. */
export const ruleGroups = ofKind<PrometheusRule>('PrometheusRule', resources).flatMap(
  ({ spec }) => spec.groups,
);
export const rules: readonly Rule[] = ruleGroups.flatMap((group) => group.rules);
