import { type Firing, type Labels, type ScriptedAlert, alert } from './scripted.ts';

/** Alerts about workloads: pod, container, service and instance are those of kube-state-metrics, which was scraped. */
const scraper: Labels = {
  container: 'kube-state-metrics',
  endpoint: 'http',
  instance: '10.244.2.31:8080',
  job: 'kube-state-metrics',
  pod: 'obs-kube-state-metrics-7c9d8b6f4d-qv2lx',
  service: 'obs-kube-state-metrics',
};

interface Rule {
  readonly name: string;
  readonly severity: string;
  readonly kind: string;
  /** The label that names the object. */
  readonly label: string;
  readonly more?: Labels;
  readonly summary: string;
  readonly problem: string;
  readonly expr: string;
}

type Workload = (namespace: string, name: string, ...firings: Firing[]) => ScriptedAlert;

function about(rule: Rule): Workload {
  const { name: alertname, severity, kind, label, more, summary, problem, expr } = rule;
  return (namespace, name, ...firings) => {
    const labels = { ...scraper, ...more, namespace, [label]: name };
    const description = `${kind} ${name} in ${namespace} ${problem}.`;
    const told = {
      name: alertname,
      severity,
      labels,
      about: { kind, namespace, name },
      summary,
      description,
      expr,
    };
    return alert(told, ...firings);
  };
}

export const deploymentShort = about({
  ...{ name: 'KubeDeploymentReplicasMismatch', severity: 'warning', kind: 'Deployment', label: 'deployment' },
  summary: 'A Deployment is short of replicas.',
  problem: 'has fewer replicas available than it asks for',
  expr: 'kube_deployment_spec_replicas > kube_deployment_status_replicas_available',
});

export const rolloutStuck = about({
  ...{ name: 'KubeDeploymentRolloutStuck', severity: 'warning', kind: 'Deployment', label: 'deployment' },
  summary: 'A rollout does not get on.',
  problem: 'has made no progress with its rollout',
  expr: 'kube_deployment_status_condition{condition="Progressing",status="false"} != 0',
});

export const statefulSetShort = about({
  ...{
    name: 'KubeStatefulSetReplicasMismatch',
    severity: 'warning',
    kind: 'StatefulSet',
    label: 'statefulset',
  },
  summary: 'A StatefulSet is short of replicas.',
  problem: 'has fewer ready replicas than it asks for',
  expr: 'kube_statefulset_status_replicas_ready != kube_statefulset_replicas',
});

export const daemonSetStuck = about({
  ...{ name: 'KubeDaemonSetRolloutStuck', severity: 'warning', kind: 'DaemonSet', label: 'daemonset' },
  summary: 'A DaemonSet does not reach every node.',
  problem: 'waits for a node that does not answer',
  expr: 'kube_daemonset_status_number_available != kube_daemonset_status_desired_number_scheduled',
});

export const jobFailed = about({
  ...{ name: 'KubeJobFailed', severity: 'warning', kind: 'Job', label: 'job_name' },
  more: { condition: 'true' },
  summary: 'A Job failed.',
  problem: 'gave up, and stays until somebody removes it',
  expr: 'kube_job_failed > 0',
});

export const scaledOut = about({
  ...{ name: 'KubeHpaMaxedOut', severity: 'warning', kind: 'HorizontalPodAutoscaler' },
  label: 'horizontalpodautoscaler',
  summary: 'An autoscaler is at its upper end.',
  problem: 'runs as many replicas as it may and still wants more',
  expr: 'kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas',
});

export const budgetBroken = about({
  ...{ name: 'KubePdbNotEnoughHealthyPods', severity: 'critical', kind: 'PodDisruptionBudget' },
  label: 'poddisruptionbudget',
  summary: 'A disruption budget is not met.',
  problem: 'has fewer healthy pods than it promises',
  expr: 'kube_poddisruptionbudget_status_desired_healthy > kube_poddisruptionbudget_status_current_healthy',
});

export const quotaAlmostFull = about({
  ...{ name: 'KubeQuotaAlmostFull', severity: 'info', kind: 'ResourceQuota', label: 'resourcequota' },
  more: { resource: 'limits.cpu' },
  summary: 'A quota is nearly used up.',
  problem: 'leaves little room for new pods',
  expr: 'kube_resourcequota{type="used"} / ignoring(type) kube_resourcequota{type="hard"} > 0.9',
});

/** Two severities of it are two alerts of one storm. */
export function volumeFilling(
  namespace: string,
  name: string,
  severity: 'warning' | 'critical',
  ...firings: Firing[]
): ScriptedAlert {
  const node = 'pool-a-1';
  const told = {
    ...{ name: 'KubePersistentVolumeFillingUp', severity },
    labels: {
      ...{
        namespace,
        persistentvolumeclaim: name,
        node,
        instance: '10.20.0.11:10250',
        endpoint: 'https-metrics',
      },
      ...{ job: 'kubelet', metrics_path: '/metrics', service: 'obs-kubelet' },
    },
    about: { kind: 'PersistentVolumeClaim', namespace, name },
    summary: 'A volume fills up.',
    description:
      severity === 'critical'
        ? `The volume behind ${name} in ${namespace} is as good as full.`
        : `The volume behind ${name} in ${namespace} will be full within days at this rate.`,
    expr: 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.15',
  };
  return alert(told, ...firings);
}
