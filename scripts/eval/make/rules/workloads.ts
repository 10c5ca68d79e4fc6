import { type Conventions, objectLabels } from '../conventions.ts';
import { type Labels, type Rule, rule } from './rule.ts';

/** Rules about what makes pods, and what limits how many there are. */
export function workloadRules(c: Conventions): Rule[] {
  const { namespace } = objectLabels(c);
  const named = (kind: string, label: string) => (labels: Labels) =>
    `${kind}/${labels[namespace]}/${labels[label]}`;
  const who = (label: string) => `{{ $labels.${namespace} }}/{{ $labels.${label} }}`;
  return [
    rule(c, 'deploymentShort', {
      expr: 'kube_deployment_spec_replicas > kube_deployment_status_replicas_available',
      ...{ forS: 6, severity: 'warning', object: named('Deployment', 'deployment'), kinds: ['short'] },
      summary: 'A deployment has fewer pods than it wants.',
      description: `${who('deployment')} has had too few available pods for a while.`,
    }),
    rule(c, 'rolloutStuck', {
      expr: 'kube_deployment_status_condition{condition="Progressing", status="false"} == 1',
      ...{ forS: 2, severity: 'warning', object: named('Deployment', 'deployment'), kinds: ['stuck'] },
      summary: 'A rollout makes no progress.',
      description: `The rollout of ${who('deployment')} has come to a halt.`,
    }),
    rule(c, 'statefulSetShort', {
      expr: 'kube_statefulset_status_replicas_ready != kube_statefulset_replicas',
      ...{ forS: 6, severity: 'warning', object: named('StatefulSet', 'statefulset'), kinds: ['short'] },
      summary: 'A stateful set has fewer pods than it wants.',
      description: `${who('statefulset')} has had too few ready pods for a while.`,
    }),
    rule(c, 'daemonSetStuck', {
      expr: 'kube_daemonset_status_number_available / kube_daemonset_status_desired_number_scheduled < 1',
      ...{ forS: 7, severity: 'warning', object: named('DaemonSet', 'daemonset'), kinds: ['short'] },
      summary: 'A daemon set does not run on all of its nodes.',
      description: `${who('daemonset')} has too few available pods.`,
    }),
    rule(c, 'hpaMaxed', {
      expr: 'kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas',
      ...{ forS: 4, severity: 'warning', object: named('hpa', 'horizontalpodautoscaler'), kinds: ['maxed'] },
      summary: 'An autoscaler can not go higher.',
      description: `${who('horizontalpodautoscaler')} runs at its most replicas.`,
    }),
    rule(c, 'budgetBroken', {
      expr: 'kube_poddisruptionbudget_status_current_healthy < kube_poddisruptionbudget_status_desired_healthy',
      ...{ forS: 4, severity: 'warning', object: named('pdb', 'poddisruptionbudget'), kinds: ['short'] },
      summary: 'A disruption budget is not kept.',
      description: `Fewer pods are healthy than ${who('poddisruptionbudget')} asks for.`,
    }),
    rule(c, 'jobFailed', {
      expr: 'kube_job_failed{condition="true"} > 0',
      ...{ forS: 1, severity: 'warning', object: named('job', 'job_name'), kinds: ['failed'] },
      summary: 'A job did not finish.',
      description: `${who('job_name')} gave up.`,
    }),
    rule(c, 'quotaFull', {
      expr: 'kube_resourcequota{type="used"} / ignoring (type) kube_resourcequota{type="hard"} >= 1',
      ...{ forS: 2, severity: 'warning', object: named('quota', 'resourcequota'), kinds: ['full'] },
      summary: 'A quota is used up.',
      description: `Of {{ $labels.resource }}, ${who('resourcequota')} has nothing left.`,
    }),
  ];
}
