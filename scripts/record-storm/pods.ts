import { uidOf } from './cluster.ts';
import { type Firing, type Labels, type ScriptedAlert, alert } from './scripted.ts';

/** Alerts about pods, whose labels name the object as it is scraped with honorLabels. */
const stateMetrics: Labels = {
  endpoint: 'http',
  instance: '10.244.2.31:8080',
  job: 'kube-state-metrics',
  service: 'obs-kube-state-metrics',
};

export function crashLooping(
  namespace: string,
  pod: string,
  container: string,
  ...firings: Firing[]
): ScriptedAlert {
  const told = {
    name: 'KubePodCrashLooping',
    severity: 'warning',
    labels: { ...stateMetrics, namespace, pod, container, reason: 'CrashLoopBackOff', uid: uidOf(pod) },
    about: { kind: 'Pod', namespace, name: pod },
    summary: 'A pod keeps crashing.',
    description: `Container ${container} of pod ${pod} in ${namespace} was started again and again and does not stay up.`,
    expr: 'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) >= 1',
  };
  return alert(told, ...firings);
}

export function podNotReady(namespace: string, pod: string, ...firings: Firing[]): ScriptedAlert {
  const told = {
    name: 'KubePodNotReady',
    severity: 'warning',
    labels: { ...stateMetrics, namespace, pod, uid: uidOf(pod) },
    about: { kind: 'Pod', namespace, name: pod },
    summary: 'A pod does not get ready.',
    description: `Pod ${pod} in ${namespace} should be serving and has not been ready for a while.`,
    expr: 'sum by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown|Failed"}) > 0',
  };
  return alert(told, ...firings);
}

export function containerWaiting(
  namespace: string,
  pod: string,
  container: string,
  ...firings: Firing[]
): ScriptedAlert {
  const told = {
    name: 'KubeContainerWaiting',
    severity: 'warning',
    labels: { ...stateMetrics, namespace, pod, container, reason: 'ImagePullBackOff', uid: uidOf(pod) },
    about: { kind: 'Pod', namespace, name: pod },
    summary: 'A container waits to be started.',
    description: `Container ${container} of pod ${pod} in ${namespace} waits: its image could not be pulled.`,
    expr: 'kube_pod_container_status_waiting_reason{reason!="CrashLoopBackOff"} > 0',
  };
  return alert(told, ...firings);
}

export function throttled(
  namespace: string,
  pod: string,
  container: string,
  ...firings: Firing[]
): ScriptedAlert {
  const told = {
    name: 'CPUThrottlingHigh',
    severity: 'info',
    labels: { namespace, pod, container, instance: '10.20.0.11:10250' },
    about: { kind: 'Pod', namespace, name: pod },
    summary: 'A container is held back at its CPU limit.',
    description: `Container ${container} of pod ${pod} in ${namespace} was throttled in most of its periods.`,
    expr: 'rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m]) > 0.25',
  };
  return alert(told, ...firings);
}
