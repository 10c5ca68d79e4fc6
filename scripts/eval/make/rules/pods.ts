import { type Conventions, objectLabels } from '../conventions.ts';
import { type Labels, type Rule, rule } from './rule.ts';

/** Rules about pods and their containers. */
export function podRules(c: Conventions): Rule[] {
  const names = objectLabels(c);
  const { namespace, pod, container } = names;
  const object = (labels: Labels) => `pod/${labels[namespace]}/${labels[pod]}`;
  const placed = (expr: string) =>
    c.podInfo
      ? `(${expr}) * on (${namespace}, ${pod}) group_left (node, created_by_kind, created_by_name) max by (${namespace}, ${pod}, node, created_by_kind, created_by_name) (kube_pod_info)`
      : expr;
  const who = `{{ $labels.${namespace} }}/{{ $labels.${pod} }}`;
  return [
    rule(c, 'crashLooping', {
      expr: placed(
        c.vocabulary === 'awesome'
          ? 'increase(kube_pod_container_status_restarts_total[15s]) > 1'
          : 'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[4s]) >= 1',
      ),
      ...{ forS: 3, severity: 'warning', object, kinds: ['crash', 'oom'] },
      summary: 'A pod starts and ends again and again.',
      description: `A container of ${who} ends soon after each start.`,
    }),
    rule(c, 'notReady', {
      expr: placed(
        c.notReadyBy === 'phase'
          ? `sum by (${namespace}, ${pod}) (kube_pod_status_phase{phase=~"Pending|Unknown|Failed"}) > 0`
          : 'kube_pod_status_ready{condition="false"} == 1',
      ),
      ...{ forS: 5, severity: 'warning', object, kinds: ['unready'] },
      summary: 'A pod is not ready.',
      description: `${who} has not been ready for longer than it should take.`,
    }),
    rule(c, 'waiting', {
      expr: `sum by (${namespace}, ${pod}, ${container}, reason) (kube_pod_container_status_waiting_reason{reason!="CrashLoopBackOff"}) > 0`,
      ...{ forS: 6, severity: 'warning', object, kinds: ['starting', 'image', 'config'] },
      summary: 'A container waits and does not start.',
      description: `A container of ${who} waits: {{ $labels.reason }}.`,
    }),
    rule(c, 'oomKilled', {
      expr: 'kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1',
      ...{ forS: 1, severity: 'warning', object, kinds: ['oom'] },
      summary: 'A container was killed for its memory.',
      description: `A container of ${who} used more memory than there was for it.`,
    }),
    rule(c, 'throttled', {
      expr: `sum by (namespace, pod, container${c.nodeLabel ? `, ${c.nodeLabel}` : ', instance'}) (increase(container_cpu_cfs_throttled_periods_total[8s])) / sum by (namespace, pod, container${c.nodeLabel ? `, ${c.nodeLabel}` : ', instance'}) (increase(container_cpu_cfs_periods_total[8s])) > 0.25`,
      ...{ forS: 3, severity: 'info', kinds: ['throttled'] },
      // cAdvisor's own labels are always honoured, as operators do it.
      object: (labels) => `pod/${labels['namespace']}/${labels['pod']}`,
      summary: 'A container is held back at its CPU limit.',
      description: '{{ $labels.namespace }}/{{ $labels.pod }} was throttled in most periods.',
    }),
  ];
}
