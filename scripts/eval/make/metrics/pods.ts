import type { FaultKind } from '../faults.ts';
import { isReady } from '../pods.ts';
import { type Pod, type World, idOf, presentPods } from '../world.ts';
import { series } from './text.ts';

/** What kube-state-metrics says of pods. */
export function podMetrics(world: World): string[] {
  return presentPods(world).flatMap((pod) => [...whoIs(pod), ...howIs(world, pod)]);
}

function named({ namespace, name, uid }: Pod) {
  return { namespace, pod: name, uid };
}

function whoIs(pod: Pod): string[] {
  const [owner] = pod.owners;
  const { kind = '', name = '' } = owner ?? {};
  const place = { node: pod.node?.name ?? '', host_ip: pod.node?.address ?? '', pod_ip: pod.ip };
  return [
    series('kube_pod_info', { ...named(pod), ...place, created_by_kind: kind, created_by_name: name }, 1),
    series('kube_pod_owner', { ...named(pod), owner_kind: kind, owner_name: name }, 1),
  ];
}

function howIs(world: World, pod: Pod): string[] {
  const ready = isReady(world, pod);
  return [
    series('kube_pod_status_phase', { ...named(pod), phase: phaseOf(world, pod) }, 1),
    series('kube_pod_status_ready', { ...named(pod), condition: 'true' }, ready),
    series('kube_pod_status_ready', { ...named(pod), condition: 'false' }, !ready),
    ...pod.containers.flatMap((container, index) => containerMetrics(world, pod, container, index === 0)),
  ];
}

const reasons: Partial<Record<FaultKind, string>> = {
  crash: 'CrashLoopBackOff',
  oom: 'CrashLoopBackOff',
  image: 'ImagePullBackOff',
  config: 'CreateContainerConfigError',
  starting: 'ContainerCreating',
};

function containerMetrics(world: World, pod: Pod, container: string, first: boolean): string[] {
  const now = world.nowMs();
  const labels = { ...named(pod), container };
  const own = world.faults
    .at(now, idOf(pod))
    .filter((fault) => fault.container === container || (first && !fault.container));
  const waiting = own.flatMap(({ kind }) => reasons[kind] ?? []).slice(0, 1);
  const loops = own.filter(({ kind }) => kind === 'crash' || kind === 'oom');
  const restarts = loops
    .map(({ fromMs }) => 1 + Math.floor((now - fromMs) / 5000))
    .reduce((a, b) => a + b, 0);
  const oom = own.some(({ kind }) => kind === 'oom');
  return [
    series('kube_pod_container_status_restarts_total', labels, restarts),
    ...waiting.map((reason) => series('kube_pod_container_status_waiting_reason', { ...labels, reason }, 1)),
    ...(oom
      ? [series('kube_pod_container_status_last_terminated_reason', { ...labels, reason: 'OOMKilled' }, 1)]
      : []),
  ];
}

function phaseOf(world: World, pod: Pod): string {
  const has = (...kinds: FaultKind[]) => world.faults.has(world.nowMs(), idOf(pod), ...kinds);
  if (has('evicted')) return 'Failed';
  return has('pending', 'starting', 'image', 'config') ? 'Pending' : 'Running';
}
