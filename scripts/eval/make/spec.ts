import type { Conventions } from './conventions.ts';
import type { Stage } from './stage.ts';
import type { Node, Watched, Workload } from './world.ts';

/** What a cluster consists of, beside what every cluster has. */
export interface ClusterSpec {
  readonly nodes: readonly Node[];
  readonly workloads: readonly WorkloadSpec[];
  readonly cronJobs?: readonly CronJobSpec[];
  readonly ingresses?: readonly Watched[];
  readonly databases?: readonly Watched[];
  readonly queues?: readonly Watched[];
  readonly quotas?: readonly Watched[];
}

/** An incident: a cluster, how it names things, and what happens in it. */
export interface Script {
  /** `01-node-death`: its folder. */
  readonly name: string;
  readonly description: string;
  readonly conventions: Conventions;
  readonly cluster: ClusterSpec;
  /** From the first action on. */
  readonly seconds: number;
  play(stage: Stage): void;
}

export interface WorkloadSpec extends Omit<Workload, 'hash'> {
  /** Nodes by number; spread over all of them when not said. */
  readonly on: readonly number[] | undefined;
}

interface CronJobSpec {
  readonly namespace: string;
  readonly name: string;
  readonly on: number;
}

type More = Partial<
  Pick<WorkloadSpec, 'replicas' | 'routes' | 'hpa' | 'pdb' | 'containers' | 'volumes' | 'serves' | 'on'>
>;

/** `deployment('shop/cart', {replicas: 3})`. With routes it has a service, and is scraped. */
export function deployment(path: string, more: More = {}): WorkloadSpec {
  return workload('Deployment', path, { replicas: 2, ...more });
}

export function stateful(path: string, more: More = {}): WorkloadSpec {
  return workload('StatefulSet', path, { replicas: 1, volumes: true, ...more });
}

/** One pod on each node: as many replicas as there are nodes, filled in when the cluster is made. */
export function daemon(path: string, more: More = {}): WorkloadSpec {
  return workload('DaemonSet', path, { replicas: 0, ...more });
}

function workload(kind: Workload['kind'], path: string, more: More & { replicas: number }): WorkloadSpec {
  const { namespace, name } = placed(path);
  const { routes = [], containers = [name], on, hpa, pdb, volumes = false } = more;
  const { replicas, serves = routes.length > 0 } = more;
  return { kind, namespace, name, replicas, routes, containers, on, hpa, pdb, volumes, serves };
}

export function cronJob(path: string, on: number): CronJobSpec {
  return { ...placed(path), on };
}

export function placed(path: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = path.split('/');
  return { namespace, name };
}

/** An ingress with a host of its own and a certificate. */
export function ingress(path: string, host: string, secret: string, ...services: string[]): Watched {
  return { ...placed(path), host, secret, services };
}

/** Nodes whose names are made from their number, over zones in turn. */
export function nodes(
  count: number,
  name: (index: number) => string,
  address: (index: number) => string,
  zones: readonly string[] = ['a', 'b', 'c'],
): Node[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ name: name(index), address: address(index), zone: zones[index % zones.length] ?? '' },
  }));
}
