import type { Conventions } from './conventions.ts';
import { controlPlaneRules, recordingRules } from './rules/control-plane.ts';
import { nodeRules } from './rules/nodes.ts';
import { podRules } from './rules/pods.ts';
import type { Rule } from './rules/rule.ts';
import { serviceRules } from './rules/services.ts';
import { workloadRules } from './rules/workloads.ts';

export function rulesOf(c: Conventions): Rule[] {
  return [podRules, workloadRules, nodeRules, controlPlaneRules, serviceRules].flatMap((some) => some(c));
}

/** The rules as a Prometheus reads them. */
export function rulesFile(c: Conventions): unknown {
  const alerts = rulesOf(c).map(({ name, expr, forS, severity, annotations }) => ({
    ...{ alert: name, expr, for: `${forS}s`, annotations },
    labels: { [c.severity.label]: c.severity[severity] },
  }));
  const watchdog = { alert: 'Watchdog', expr: 'vector(1)', labels: { [c.severity.label]: 'none' } };
  return {
    groups: [
      { name: 'prepared', rules: recordingRules },
      { name: 'alerts', rules: [watchdog, ...alerts] },
    ],
  };
}
