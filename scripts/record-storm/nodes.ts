import { addressOf, type nodes } from './cluster.ts';
import { type Firing, type Labels, type ScriptedAlert, alert } from './scripted.ts';

type Node = (typeof nodes)[number];

/** Alerts about nodes: namespace and pod, where they stand, are those of whatever was scraped. */
const scraper: Labels = {
  container: 'kube-state-metrics',
  endpoint: 'http',
  instance: '10.244.2.31:8080',
  job: 'kube-state-metrics',
  namespace: 'observability',
  pod: 'obs-kube-state-metrics-7c9d8b6f4d-qv2lx',
  service: 'obs-kube-state-metrics',
};

export function nodeNotReady(node: Node, ...firings: Firing[]): ScriptedAlert {
  const told = {
    ...{ name: 'KubeNodeNotReady', severity: 'critical' },
    labels: { ...scraper, node, condition: 'Ready', status: 'true' },
    about: { kind: 'Node', name: node },
    summary: 'A node is not ready.',
    description: `Node ${node} has not reported to be ready for some time.`,
    expr: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
  };
  return alert(told, ...firings);
}

export function nodeUnreachable(node: Node, ...firings: Firing[]): ScriptedAlert {
  const told = {
    ...{ name: 'KubeNodeUnreachable', severity: 'warning' },
    labels: { ...scraper, node, effect: 'NoSchedule', key: 'node.kubernetes.io/unreachable' },
    about: { kind: 'Node', name: node },
    summary: 'A node can not be reached.',
    description: `Node ${node} does not answer; what ran on it may be started elsewhere.`,
    expr: 'kube_node_spec_taint{key="node.kubernetes.io/unreachable"} == 1',
  };
  return alert(told, ...firings);
}

export function nodePressure(node: Node, ...firings: Firing[]): ScriptedAlert {
  const told = {
    ...{ name: 'KubeNodePressure', severity: 'info' },
    labels: { ...scraper, node, condition: 'MemoryPressure', status: 'true' },
    about: { kind: 'Node', name: node },
    summary: 'A node is under pressure.',
    description: `Node ${node} is short of memory since it took over pods of another one.`,
    expr: 'kube_node_status_condition{condition="MemoryPressure",status="true"} == 1',
  };
  return alert(told, ...firings);
}

export function nodeFlapping(node: Node, ...firings: Firing[]): ScriptedAlert {
  const told = {
    ...{ name: 'KubeNodeReadinessFlapping', severity: 'warning', labels: { node } },
    about: { kind: 'Node', name: node },
    summary: "A node's readiness comes and goes.",
    description: `Node ${node} was ready and not ready in turns.`,
    expr: 'sum by (node) (changes(kube_node_status_condition{condition="Ready",status="true"}[15m])) > 2',
  };
  return alert(told, ...firings);
}

export function kubeletUnreachable(node: Node, ...firings: Firing[]): ScriptedAlert {
  const told = {
    ...{ name: 'KubeletInstanceUnreachable', severity: 'warning' },
    labels: {
      ...{ node, namespace: 'kube-system', instance: `${addressOf(node)}:10250`, endpoint: 'https-metrics' },
      ...{ job: 'kubelet', metrics_path: '/metrics', service: 'obs-kubelet' },
    },
    about: { kind: 'Node', name: node },
    summary: 'A kubelet can not be scraped.',
    description: `The kubelet of ${node} has not answered for a while.`,
    expr: 'up{job="kubelet",metrics_path="/metrics"} == 0',
  };
  return alert(told, ...firings);
}

export function volumeBroken(volume: string, ...firings: Firing[]): ScriptedAlert {
  const told = {
    ...{ name: 'KubePersistentVolumeErrors', severity: 'critical' },
    labels: { ...scraper, persistentvolume: volume, phase: 'Failed' },
    about: { kind: 'PersistentVolume', name: volume },
    summary: 'A volume failed.',
    description: `Volume ${volume} is in phase Failed.`,
    expr: 'kube_persistentvolume_status_phase{phase=~"Failed|Pending"} > 0',
  };
  return alert(told, ...firings);
}

interface ExporterRule {
  readonly name: string;
  readonly severity: string;
  readonly more?: Labels;
  readonly problem: string;
  readonly expr: string;
}

/** What node-exporter says: the node stands only in `instance`. */
export function onHost(rule: ExporterRule, node: Node, ...firings: Firing[]): ScriptedAlert {
  const address = addressOf(node);
  const told = {
    ...{ name: rule.name, severity: rule.severity },
    labels: {
      ...{
        instance: `${address}:9100`,
        namespace: 'observability',
        pod: `obs-node-exporter-${node.slice(-1)}x7wd`,
      },
      ...{
        container: 'node-exporter',
        endpoint: 'http-metrics',
        job: 'node-exporter',
        service: 'obs-node-exporter',
      },
      ...rule.more,
    },
    about: { kind: 'Node', name: address },
    summary: `A host ${rule.problem}.`,
    description: `The host at ${address} ${rule.problem}${rule.more?.['mountpoint'] ? ` (${rule.more['mountpoint']})` : ''}.`,
    expr: rule.expr,
  };
  return alert(told, ...firings);
}
