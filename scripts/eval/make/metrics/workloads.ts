import { readyOf } from '../pods.ts';
import { type Workload, type World, workloadId } from '../world.ts';
import { series } from './text.ts';

/** What kube-state-metrics says of workloads, autoscalers, budgets, jobs and quotas. */
export function workloadMetrics(world: World): string[] {
  return [
    ...world.workloads.flatMap((workload) => [
      ...countsOf(world, workload),
      ...autoscaler(world, workload),
      ...budget(world, workload),
    ]),
    ...jobMetrics(world),
    ...quotaMetrics(world),
  ];
}

function countsOf(world: World, workload: Workload): string[] {
  const { namespace, name, replicas, kind } = workload;
  const ready = readyOf(world, workload);
  if (kind === 'DaemonSet') {
    const labels = { namespace, daemonset: name };
    return [
      series('kube_daemonset_status_desired_number_scheduled', labels, replicas),
      series('kube_daemonset_status_number_available', labels, ready),
    ];
  }
  if (kind === 'StatefulSet') {
    const labels = { namespace, statefulset: name };
    return [
      series('kube_statefulset_replicas', labels, replicas),
      series('kube_statefulset_status_replicas_ready', labels, ready),
    ];
  }
  const labels = { namespace, deployment: name };
  const stuck = world.faults.has(world.nowMs(), workloadId(workload), 'stuck');
  const condition = { condition: 'Progressing', status: 'false' };
  return [
    series('kube_deployment_spec_replicas', labels, replicas),
    series('kube_deployment_status_replicas_available', labels, ready),
    series('kube_deployment_status_condition', { ...labels, ...condition }, stuck),
  ];
}

function autoscaler(world: World, { namespace, name, hpa, replicas }: Workload): string[] {
  if (hpa === undefined) return [];
  const labels = { namespace, horizontalpodautoscaler: name };
  const maxed = world.faults.has(world.nowMs(), `hpa/${namespace}/${name}`, 'maxed');
  return [
    series(
      'kube_horizontalpodautoscaler_status_current_replicas',
      labels,
      maxed ? hpa : Math.min(replicas, hpa - 1),
    ),
    series('kube_horizontalpodautoscaler_spec_max_replicas', labels, hpa),
  ];
}

function budget(world: World, workload: Workload): string[] {
  const { namespace, name, pdb } = workload;
  if (pdb === undefined) return [];
  const labels = { namespace, poddisruptionbudget: name };
  return [
    series('kube_poddisruptionbudget_status_current_healthy', labels, readyOf(world, workload)),
    series('kube_poddisruptionbudget_status_desired_healthy', labels, pdb),
  ];
}

function jobMetrics(world: World): string[] {
  return world.jobs.map(({ namespace, name }) => {
    const failed = world.faults.has(world.nowMs(), `job/${namespace}/${name}`, 'failed');
    return series('kube_job_failed', { namespace, job_name: name, condition: 'true' }, failed);
  });
}

function quotaMetrics(world: World): string[] {
  return world.quotas.flatMap(({ namespace, name }) => {
    const full = world.faults.has(world.nowMs(), `quota/${namespace}/${name}`, 'full');
    const labels = { namespace, resourcequota: name, resource: 'requests.cpu' };
    return [
      series('kube_resourcequota', { ...labels, type: 'hard' }, 40),
      series('kube_resourcequota', { ...labels, type: 'used' }, full ? 40 : 22),
    ];
  });
}
