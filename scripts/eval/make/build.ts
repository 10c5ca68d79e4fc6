import { Blame } from './blame.ts';
import type { Conventions } from './conventions.ts';
import { Faults } from './faults.ts';
import { suffix, templateHash } from './names.ts';
import { podOf, podOfJob } from './pods.ts';
import { type ClusterSpec, type WorkloadSpec, daemon, deployment, stateful } from './spec.ts';
import type { World } from './world.ts';

/** A cluster in which all is well. Its clock begins now. */
export function buildWorld(c: Conventions, spec: ClusterSpec): World {
  const start = performance.now();
  const specs = [...system(c, spec), ...spec.workloads];
  const workloads = specs.map((one) => ({
    ...one,
    replicas: one.kind === 'DaemonSet' ? spec.nodes.length : one.replicas,
    hash: templateHash(`${one.namespace}/${one.name}`, c.podHash),
  }));
  const cronJobs = spec.cronJobs ?? [];
  const jobs = cronJobs.map(({ namespace, name }) => ({
    ...{ namespace, name: `${name}-${suffix(name, 8, '123456789')}`, cronJob: name },
  }));
  const { ingresses = [], databases = [], queues = [], quotas = [] } = spec;
  const world: World = {
    ...{ conventions: c, nodes: spec.nodes, workloads, jobs, pods: [], ingresses, databases, queues, quotas },
    ...{ faults: new Faults(), blame: new Blame(), nowMs: () => performance.now() - start },
  };
  workloads.forEach((workload, index) => {
    const places = specs[index]?.on ?? spreadOf(spec.nodes.length, workload.kind === 'DaemonSet' ? 0 : index);
    for (let i = 0; i < workload.replicas; i++) {
      const node = spec.nodes[places[i % places.length] ?? 0];
      podOf(world, workload, i, node, { createdMs: null });
    }
  });
  jobs.forEach((job, index) => {
    const node = spec.nodes[cronJobs[index]?.on ?? 0];
    if (node) podOfJob(world, job, node);
  });
  return world;
}

/** Every node once, beginning with another one for each workload. */
function spreadOf(count: number, from: number): number[] {
  return Array.from({ length: count }, (_, i) => (from + i) % count);
}

// What watches the rest stands on the first node: no incident may break that one, or nothing would be seen of it.
const watching = { on: [0], serves: true, replicas: 1 };

function system(
  c: Conventions,
  { ingresses = [], databases = [], queues = [] }: ClusterSpec,
): WorkloadSpec[] {
  return [
    deployment('kube-system/coredns', { serves: true, on: [1, 2] }),
    daemon('kube-system/kube-proxy'),
    deployment('kube-system/metrics-server', { replicas: 1, on: [1] }),
    daemon('monitoring/node-exporter', { serves: true }),
    deployment('monitoring/kube-state-metrics', watching),
    stateful('monitoring/prometheus-k8s', { on: [0] }),
    stateful('monitoring/alertmanager-main', { on: [0], volumes: false }),
    deployment('monitoring/grafana', { replicas: 1, on: [0] }),
    ...(c.errors.from === 'ingress' ? [deployment('ingress-nginx/ingress-nginx-controller', watching)] : []),
    ...(c.errors.from === 'mesh' ? [deployment('istio-system/istio-telemetry', watching)] : []),
    ...(ingresses.length > 0 ? [deployment('cert-manager/cert-manager', watching)] : []),
    ...(databases.length > 0 ? [deployment('monitoring/postgres-exporter', watching)] : []),
    ...(queues.length > 0 ? [stateful('messaging/rabbitmq', watching)] : []),
  ];
}
