import type { Conventions } from '../conventions.ts';

const order = ['kube-prometheus', 'awesome', 'house'] as const;

/** What each alert is called: by kube-prometheus, by a well-known collection, by people who name their own. */
const names = {
  crashLooping: ['KubePodCrashLooping', 'KubernetesPodCrashLooping', 'PodCrashLoop'],
  notReady: ['KubePodNotReady', 'KubernetesPodNotHealthy', 'PodUnready'],
  waiting: ['KubeContainerWaiting', 'KubernetesContainerWaiting', 'ContainerStuckWaiting'],
  oomKilled: ['KubeContainerOOMKilled', 'KubernetesContainerOomKiller', 'ContainerOutOfMemory'],
  throttled: ['CPUThrottlingHigh', 'ContainerHighThrottleRate', 'CpuThrottled'],
  deploymentShort: [
    'KubeDeploymentReplicasMismatch',
    'KubernetesDeploymentReplicasMismatch',
    'DeploymentDegraded',
  ],
  rolloutStuck: ['KubeDeploymentRolloutStuck', 'KubernetesDeploymentRolloutStuck', 'RolloutStuck'],
  statefulSetShort: ['KubeStatefulSetReplicasMismatch', 'KubernetesStatefulsetDown', 'StatefulSetDegraded'],
  daemonSetStuck: ['KubeDaemonSetRolloutStuck', 'KubernetesDaemonsetRolloutStuck', 'DaemonSetDegraded'],
  hpaMaxed: ['KubeHpaMaxedOut', 'KubernetesHpaScaleMaximum', 'AutoscalerAtLimit'],
  budgetBroken: [
    'KubePdbNotEnoughHealthyPods',
    'KubernetesPdbNotEnoughHealthyPods',
    'DisruptionBudgetViolated',
  ],
  jobFailed: ['KubeJobFailed', 'KubernetesJobFailed', 'BatchJobFailed'],
  quotaFull: ['KubeQuotaExceeded', 'KubernetesQuotaExceeded', 'NamespaceQuotaExhausted'],
  nodeNotReady: ['KubeNodeNotReady', 'KubernetesNodeNotReady', 'NodeDown'],
  nodeUnreachable: ['KubeNodeUnreachable', 'KubernetesNodeUnreachable', 'NodeTaintedUnreachable'],
  nodePressure: ['KubeNodePressure', 'KubernetesNodeUnderPressure', 'NodePressure'],
  nodeCordoned: ['KubeNodeUnschedulable', 'KubernetesNodeUnschedulable', 'NodeCordoned'],
  nodeEviction: ['KubeNodeEviction', 'KubernetesNodeEviction', 'NodeEvictingPods'],
  kubeletUnreachable: ['KubeletInstanceUnreachable', 'KubernetesKubeletUnreachable', 'KubeletDown'],
  nodeMemory: ['NodeMemoryHighUtilization', 'HostOutOfMemory', 'NodeMemoryFull'],
  nodeFaults: ['NodeMemoryMajorPagesFaults', 'HostMemoryUnderMemoryPressure', 'NodeThrashing'],
  nodeDisk: ['NodeFilesystemAlmostOutOfSpace', 'HostOutOfDiskSpace', 'NodeDiskFull'],
  nodeLoad: ['NodeSystemSaturation', 'HostCpuLoadHigh', 'NodeOverloaded'],
  nodeClock: ['NodeClockNotSynchronising', 'HostClockNotSynchronising', 'NodeClockDrift'],
  nodeNetwork: ['NodeNetworkReceiveErrs', 'HostNetworkReceiveErrors', 'NodeNicErrors'],
  volumeFilling: ['KubePersistentVolumeFillingUp', 'KubernetesVolumeOutOfDiskSpace', 'VolumeNearlyFull'],
  targetDown: ['TargetDown', 'PrometheusTargetMissing', 'ScrapeTargetDown'],
  apiDown: ['KubeAPIDown', 'KubernetesApiServerDown', 'ControlPlaneUnreachable'],
  apiErrors: ['KubeAPIErrorBudgetBurn', 'KubernetesApiServerErrors', 'ControlPlaneErrors'],
  clientErrors: ['KubeClientErrors', 'KubernetesApiClientErrors', 'KubeClientFailing'],
  dnsDown: ['CoreDNSDown', 'CorednsMissing', 'ClusterDnsDown'],
  errorRate: ['HighErrorRate', 'ServiceHighErrorRate', 'ErrorBudgetBurn'],
  latency: ['HighRequestLatency', 'ServiceHighLatency', 'SlowResponses'],
  probeFailed: ['ProbeFailed', 'BlackboxProbeFailed', 'SyntheticCheckFailed'],
  probeCertificate: [
    'ProbeCertificateExpiring',
    'BlackboxSslCertificateWillExpireSoon',
    'UrlCertificateExpiring',
  ],
  certificateExpiring: ['CertManagerCertExpirySoon', 'CertManagerCertificateExpiring', 'CertificateExpiring'],
  postgresDown: ['PostgreSQLDown', 'PostgresqlDown', 'DatabaseDown'],
  queueBacklog: ['RabbitMQQueueBacklog', 'RabbitmqTooManyReadyMessages', 'QueueBacklog'],
} as const satisfies Record<string, readonly [string, string, string]>;

export type RuleId = keyof typeof names;

export function nameOf(id: RuleId, { vocabulary }: Conventions): string {
  return names[id][order.indexOf(vocabulary)] ?? id;
}
