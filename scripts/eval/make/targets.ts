import { targetLabels } from './conventions.ts';
import { nodeMetrics, exporterMetrics, kubeletMetrics } from './metrics/nodes.ts';
import { podMetrics } from './metrics/pods.ts';
import {
  apiServerMetrics,
  appMetrics,
  ingressMetrics,
  meshMetrics,
  platformMetrics,
  probeMetrics,
} from './metrics/services.ts';
import { workloadMetrics } from './metrics/workloads.ts';
import { causesAgainst, isUp } from './pods.ts';
import { type Node, type Pod, type Workload, type World, idOf, presentPods } from './world.ts';

/** One thing that is scraped. */
export interface Target {
  readonly job: string;
  /** Unlike any other of its job. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly up: boolean;
  metrics(): string[];
}

/** The jobs of the scrape; those of applications share one. */
export const jobs = ['kubelet', 'apiserver', 'blackbox', 'pods'] as const;

export function targetsOf(world: World): Target[] {
  return [
    ...world.nodes.map((node) => kubelet(world, node)),
    ...apiServers(world),
    ...probes(world),
    ...presentPods(world).flatMap((pod) => podTarget(world, pod)),
  ];
}

function kubelet(world: World, node: Node): Target {
  const instance = `${node.address}:10250`;
  const labels = {
    ...named(world, 'kube-system', 'kubelet'),
    instance,
    metrics_path: '/metrics',
    ...nodeLabel(world, node),
  };
  return {
    job: 'kubelet',
    id: node.name,
    labels,
    up: isUp(world, node),
    metrics: () => kubeletMetrics(world, node),
  };
}

function apiServers(world: World): Target[] {
  const up = !world.faults.has(world.nowMs(), 'apiserver', 'down');
  return ['10.0.0.2', '10.0.0.3'].map((address) => ({
    ...{ job: 'apiserver', id: address, up, metrics: () => apiServerMetrics(world) },
    labels: { ...named(world, 'default', 'kubernetes'), instance: `${address}:6443` },
  }));
}

function probes(world: World): Target[] {
  return world.ingresses.map((one) => ({
    ...{ job: 'blackbox', id: one.host ?? '', up: true, metrics: () => probeMetrics(world, one) },
    labels: { instance: `https://${one.host}/` },
  }));
}

/** Ports of those that are scraped, where they are not an application's. */
const ports: Record<string, number> = { 'node-exporter': 9100, coredns: 9153, 'kube-state-metrics': 8080 };

function podTarget(world: World, pod: Pod): Target[] {
  const { workload, node } = pod;
  if (!workload?.serves || !node) return [];
  // Without an address yet, or no longer one: nothing that could be scraped.
  if (world.faults.has(world.nowMs(), idOf(pod), 'starting', 'image', 'config', 'evicted')) return [];
  const { namespace, name } = workload;
  const isExporter = name === 'node-exporter';
  const byName = world.conventions.nodeInstance === 'hostname';
  const host = isExporter ? (byName ? node.name : node.address) : pod.ip;
  const own = targetLabels(world.conventions).pod;
  const labels = {
    ...named(world, namespace, name),
    ...{ instance: isExporter && byName ? host : `${host}:${ports[name] ?? 8080}`, [own]: pod.name },
    ...(world.conventions.targets === 'operator'
      ? { container: pod.containers[0] ?? '', endpoint: isExporter ? 'http-metrics' : 'http' }
      : { app: name }),
    ...(world.conventions.errors.from === 'app' && workload.routes.length > 0
      ? { deployment: name, app: name }
      : {}),
    ...(isExporter ? nodeLabel(world, node) : {}),
  };
  const up = causesAgainst(world, pod).length === 0;
  return [
    {
      job: 'pods',
      id: pod.name,
      labels: { ...labels, job: name },
      up,
      metrics: () => metricsOf(world, workload, node),
    },
  ];
}

function metricsOf(world: World, workload: Workload, node: Node): string[] {
  const platform = platformMetrics(world);
  const special: Record<string, () => string[]> = {
    'kube-state-metrics': () => [...podMetrics(world), ...workloadMetrics(world), ...nodeMetrics(world)],
    'node-exporter': () => exporterMetrics(world, node),
    'ingress-nginx-controller': () => ingressMetrics(world),
    'istio-telemetry': () => meshMetrics(world),
    'cert-manager': () => platform.certificates,
    'postgres-exporter': () => platform.databases,
    rabbitmq: () => platform.queues,
  };
  return (special[workload.name] ?? (() => appMetrics(world, workload)))();
}

function named({ conventions }: World, namespace: string, service: string): Record<string, string> {
  const names = targetLabels(conventions);
  return { [names.namespace]: namespace, [names.service]: service };
}

function nodeLabel({ conventions }: World, node: Node): Record<string, string> {
  return conventions.nodeLabel === undefined ? {} : { [conventions.nodeLabel]: node.name };
}
