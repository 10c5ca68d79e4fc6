import { partitionOf, scopeOf } from '../../../src/storm/pattern.ts';
import type { LaneSubject, Told } from './lane-subject.ts';

/** One lane's alerts, by its number and the cluster that they are of. */
type Kind = (lane: number, cluster: string) => Omit<LaneSubject, 'partition'>;

/**
 * Lanes whose alerts are of causes that nobody can mistake, in so many scopes, one partition after the other: nodes that are
 * not ready, with the pods on them; workloads whose pods crash; and workloads of a single alert.
 */
export function causeLanes(lanes: number, scopes: number, partitions: number): LaneSubject[] {
  return Array.from({ length: lanes }, (_, i) => {
    const partition = (i % scopes) % partitions;
    const kind = kinds[i % kinds.length] ?? crashes;
    return { partition, ...kind(i, clusterIn(i % scopes, partition, partitions)) };
  });
}

/** Another one for each scope. */
function clusterIn(scope: number, partition: number, partitions: number): string {
  for (let n = 0; ; n++) {
    const cluster = `cluster-${scope}-${n}`;
    if (partitionOf(scopeOf({ cluster }, 'cluster').hash, partitions) === partition) return cluster;
  }
}

/** A node that is not ready, and pods on it of five workloads. */
function nodes(lane: number, cluster: string): ReturnType<Kind> {
  const [node, namespace] = [`node-${lane}`, `team-${lane}`];
  const head = { name: `${node} of ${cluster}`, part: node, head: true };
  const tell = (n: number): Told => {
    const [more, workload] = [{ cluster, node }, `web-${lane}-${n % 5}`];
    if (n === 0) {
      const labels = { alertname: 'KubeNodeNotReady', severity: 'critical', ...more };
      return { pattern: patternText('KubeNodeNotReady', cluster), name: node, labels, cause: head };
    }
    const pod = podOf(workload, n);
    const labels = { alertname: 'KubePodNotReady', namespace, pod, severity: 'warning', ...more };
    const cause = { ...head, part: workload, head: false };
    return { pattern: patternText('KubePodNotReady', cluster, namespace), name: pod, labels, cause };
  };
  return { size: 40, tell };
}

/** Pods of one workload that end again and again. */
function crashes(lane: number, cluster: string): ReturnType<Kind> {
  const [namespace, workload] = [`team-${lane}`, `mail-${lane}`];
  const cause = { name: `${workload} of ${cluster}`, part: workload, head: false };
  return podsWith('KubePodCrashLooping', 40, (n) => ({
    ...{ namespace, cluster, name: podOf(workload, n), cause },
  }));
}

/** Each is of a workload of its own. */
function singles(lane: number, cluster: string): ReturnType<Kind> {
  return podsWith('PodRestartsOften', 8, (n) => {
    const workload = `issuer-${lane}-${n}`;
    const cause = { name: `${workload} of ${cluster}`, part: workload, head: false };
    return { namespace: `team-${lane}`, cluster, name: podOf(workload, n), cause };
  });
}

const kinds: readonly Kind[] = [nodes, crashes, singles, crashes, nodes, singles];

type PodAlert = Pick<Told, 'name' | 'cause'> & { readonly namespace: string; readonly cluster: string };

function podsWith(alertname: string, size: number, of: (n: number) => PodAlert): ReturnType<Kind> {
  const tell = (n: number): Told => {
    const { namespace, cluster, ...own } = of(n);
    const labels = { alertname, namespace, cluster, pod: own.name, severity: 'warning' };
    return { pattern: patternText(alertname, cluster, namespace), labels, ...own };
  };
  return { size, tell };
}

function patternText(alertname: string, cluster: string, namespace?: string): string {
  return [alertname, ...(namespace ? [`in ${namespace}`] : []), `of cluster ${cluster}`].join(' ');
}

/** As a Deployment's pods are called; a fifth of them end in 5. */
function podOf(workload: string, n: number): string {
  return `${workload}-7d9f8b6c5-x${'bcdfghjk'[Math.floor(n / 5)]}xz${'54267'[n % 5]}`;
}
