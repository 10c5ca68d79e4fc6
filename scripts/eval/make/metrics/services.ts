import { type Watched, type Workload, type World, serviceId } from '../world.ts';
import { series } from './text.ts';

/** Requests of a service and how they ended, with the labels that say which service it is. */
function requests(world: World, service: Pick<Workload, 'namespace' | 'name'>, as: Naming): string[] {
  const now = world.nowMs();
  const failed = Math.round(12 * world.faults.seconds(now, serviceId(service), 'errors'));
  const slow = Math.round(30 * world.faults.seconds(now, serviceId(service), 'slow'));
  const all = Math.round((now / 1000) * 40);
  return [
    series(as.count, { ...as.labels, [as.code]: '200' }, all - failed),
    series(as.count, { ...as.labels, [as.code]: '503' }, failed),
    series(as.bucket, { ...as.labels, le: '0.5' }, all - slow),
    series(as.bucket, { ...as.labels, le: '+Inf' }, all),
  ];
}

interface Naming {
  readonly count: string;
  readonly bucket: string;
  /** The label with the status. */
  readonly code: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a pod says of the requests that it answers: the same of every pod of a service. */
export function appMetrics(world: World, workload: Workload): string[] {
  const names = {
    count: 'http_requests_total',
    bucket: 'http_request_duration_seconds_bucket',
    code: 'code',
  };
  const routes = workload.routes.length > 0 ? workload.routes : ['/'];
  return routes.flatMap((route) => requests(world, workload, { ...names, labels: { route } }));
}

/** What the ingress controller says of all services behind it. */
export function ingressMetrics(world: World): string[] {
  const prefix = 'nginx_ingress_controller';
  const names = {
    count: `${prefix}_requests`,
    bucket: `${prefix}_request_duration_seconds_bucket`,
    code: 'status',
  };
  return serving(world).flatMap(({ namespace, name }) =>
    requests(world, { namespace, name }, { ...names, labels: { namespace, service: name, ingress: name } }),
  );
}

/** What the mesh's proxies say of all services, gathered. */
export function meshMetrics(world: World): string[] {
  const names = {
    ...{
      count: 'istio_requests_total',
      bucket: 'istio_request_duration_seconds_bucket',
      code: 'response_code',
    },
  };
  return serving(world).flatMap(({ namespace, name }) => {
    const labels = {
      ...{ destination_workload_namespace: namespace, destination_workload: name },
      destination_service_name: name,
    };
    return requests(world, { namespace, name }, { ...names, labels });
  });
}

function serving({ workloads }: World): Workload[] {
  return workloads.filter(({ routes }) => routes.length > 0);
}

/** What is asked from outside, the certificates, databases and queues. */
export function platformMetrics(world: World): Record<'certificates' | 'databases' | 'queues', string[]> {
  const now = world.nowMs();
  const left = (object: string) => (world.faults.has(now, object, 'expiring') ? 2 : 60) * 86_400;
  const at = ({ namespace, name }: Watched) => `${namespace}/${name}`;
  return {
    certificates: world.ingresses.flatMap((one) => {
      const { namespace, secret = '' } = one;
      const labels = { name: secret, namespace, issuer_name: 'acme' };
      const expires = now / 1000 + left(`certificate/${namespace}/${secret}`);
      return [series('certmanager_certificate_expiration_timestamp_seconds', labels, expires + sinceEpochS)];
    }),
    databases: world.databases.map((one) =>
      series(
        'pg_up',
        { server: `${one.name}.${one.namespace}:5432` },
        !world.faults.has(now, `database/${at(one)}`, 'down'),
      ),
    ),
    queues: world.queues.map((one) => {
      const seconds = world.faults.has(now, `queue/${at(one)}`, 'backlog');
      return series(
        'rabbitmq_queue_messages_ready',
        { queue: one.name, vhost: one.namespace },
        seconds ? 48_210 : 12,
      );
    }),
  };
}

/** When the world began, for metrics that say a time. */
const sinceEpochS = Math.round(Date.now() / 1000);

/** What the probe of a URL says. */
export function probeMetrics(world: World, { host = '', namespace, secret = '' }: Watched): string[] {
  const now = world.nowMs();
  const expiring = world.faults.has(now, `certificate/${namespace}/${secret}`, 'expiring');
  return [
    series('probe_success', {}, !world.faults.has(now, `probe/${host}`, 'down')),
    series('probe_ssl_earliest_cert_expiry', {}, sinceEpochS + now / 1000 + (expiring ? 2 : 60) * 86_400),
  ];
}

/** What an API server says. */
export function apiServerMetrics(world: World): string[] {
  const now = world.nowMs();
  const failed = Math.round(30 * world.faults.seconds(now, 'apiserver', 'errors'));
  const all = Math.round((now / 1000) * 60);
  return [
    series('apiserver_request_total', { verb: 'GET', resource: 'pods', code: '200' }, all - failed),
    series('apiserver_request_total', { verb: 'GET', resource: 'pods', code: '504' }, failed),
  ];
}
