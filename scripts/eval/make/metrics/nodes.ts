import type { FaultKind } from '../faults.ts';
import { podsOn } from '../pods.ts';
import { type Node, type Pod, type World, idOf, nodeId } from '../world.ts';
import { series } from './text.ts';

const gib = 1024 ** 3;

/** What kube-state-metrics says of nodes. */
export function nodeMetrics(world: World): string[] {
  return world.nodes.flatMap((node) => {
    const labels = { node: node.name };
    const has = (...kinds: FaultKind[]) => world.faults.has(world.nowMs(), nodeId(node), ...kinds);
    const condition = (name: string, status: string, value: boolean) =>
      series('kube_node_status_condition', { ...labels, condition: name, status }, value);
    const taint = { key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoSchedule' };
    return [
      series('kube_node_info', { ...labels, internal_ip: node.address }, 1),
      condition('Ready', 'true', !has('down')),
      condition('MemoryPressure', 'true', has('memory')),
      condition('DiskPressure', 'true', has('disk')),
      series('kube_node_spec_unschedulable', labels, has('cordoned')),
      ...(has('down') ? [series('kube_node_spec_taint', { ...labels, ...taint }, 1)] : []),
    ];
  });
}

/** What the node exporter of a node says. */
export function exporterMetrics(world: World, node: Node): string[] {
  const now = world.nowMs();
  const has = (kind: FaultKind) => world.faults.has(now, nodeId(node), kind);
  const total = (kind: FaultKind, rate: number) =>
    Math.round(rate * world.faults.seconds(now, nodeId(node), kind));
  const disk = { device: '/dev/nvme0n1p1', fstype: 'ext4', mountpoint: '/' };
  return [
    series('node_memory_MemTotal_bytes', {}, 64 * gib),
    series('node_memory_MemAvailable_bytes', {}, (has('memory') ? 2 : 31) * gib),
    series('node_vmstat_pgmajfault', {}, 1000 + total('memory', 1400)),
    series('node_filesystem_size_bytes', disk, 200 * gib),
    series('node_filesystem_avail_bytes', disk, (has('disk') ? 3 : 120) * gib),
    series('node_load1', {}, has('load') ? 31.5 : 3.2),
    series('node_timex_sync_status', {}, !has('clock')),
    series('node_network_receive_errs_total', { device: 'eth0' }, total('network', 40)),
    series('node_network_receive_packets_total', { device: 'eth0' }, Math.round(now / 2)),
    series('node_uname_info', { nodename: node.name }, 1),
  ];
}

/** What the kubelet of a node and the cAdvisor in it say. */
export function kubeletMetrics(world: World, node: Node): string[] {
  const now = world.nowMs();
  const evictions = world.faults.seconds(now, nodeId(node), 'evicting');
  const failing = world.faults.seconds(now, 'apiserver', 'down');
  return [
    series('kubelet_node_name', { node: node.name }, 1),
    series('kubelet_evictions', { eviction_signal: 'memory.available' }, Math.ceil(evictions / 4)),
    series(
      'rest_client_requests_total',
      { code: '200', method: 'GET' },
      Math.round((now / 1000 - failing) * 4),
    ),
    series('rest_client_requests_total', { code: '<error>', method: 'GET' }, Math.round(failing * 4)),
    ...podsOn(world, node).flatMap((pod) => [...volumeMetrics(world, pod), ...throttling(world, pod)]),
  ];
}

function volumeMetrics(world: World, { namespace, volume }: Pod): string[] {
  if (volume === undefined) return [];
  const labels = { namespace, persistentvolumeclaim: volume };
  const full = world.faults.seconds(world.nowMs(), `pvc/${namespace}/${volume}`, 'full');
  const left = full === 0 ? 60 : Math.max(0, 12 - full);
  return [
    series('kubelet_volume_stats_capacity_bytes', labels, 100 * gib),
    series('kubelet_volume_stats_available_bytes', labels, left * gib),
  ];
}

function throttling(world: World, pod: Pod): string[] {
  const now = world.nowMs();
  const seconds = world.faults.seconds(now, idOf(pod), 'throttled');
  return pod.containers.slice(0, 1).flatMap((container) => {
    const labels = { namespace: pod.namespace, pod: pod.name, container };
    return [
      series('container_cpu_cfs_periods_total', labels, Math.round(now / 100)),
      series('container_cpu_cfs_throttled_periods_total', labels, Math.round(seconds * 7)),
    ];
  });
}
