import { type Conventions, objectLabels, targetLabels } from '../conventions.ts';
import { type World, serviceId } from '../world.ts';
import { type Labels, type Rule, rule } from './rule.ts';

/** Rules about what people use: requests, URLs, certificates, databases, queues. */
export function serviceRules(c: Conventions): Rule[] {
  const { namespace } = objectLabels(c);
  const asked = askedOf(c);
  const ratio = (part: string, whole: string) =>
    `sum by (${asked.by}) (rate(${part}[8s])) / sum by (${asked.by}) (rate(${whole}[8s]))`;
  const inNamespace = (kind: string, label: string) => (labels: Labels) =>
    `${kind}/${labels[namespace]}/${labels[label]}`;
  return [
    rule(c, 'errorRate', {
      expr: `${ratio(`${asked.count}{${asked.code}=~"5.."}`, asked.count)} > 0.05`,
      ...{ forS: 2, severity: 'critical', object: asked.object, kinds: ['errors'] },
      summary: 'Requests fail.',
      description: 'Of the requests, {{ $value | humanizePercentage }} failed.',
    }),
    rule(c, 'latency', {
      expr: `1 - ${ratio(`${asked.bucket}{le="0.5"}`, `${asked.bucket}{le="+Inf"}`)} > 0.2`,
      ...{ forS: 2, severity: 'warning', object: asked.object, kinds: ['slow'] },
      summary: 'Requests take long.',
      description: 'Of the requests, {{ $value | humanizePercentage }} took longer than half a second.',
    }),
    rule(c, 'probeFailed', {
      ...{ expr: 'probe_success == 0', forS: 3, severity: 'critical', kinds: ['down'] },
      object: (labels) => `probe/${hostOf(labels)}`,
      summary: 'A URL does not answer as it should.',
      description: '{{ $labels.instance }} fails from outside.',
    }),
    rule(c, 'probeCertificate', {
      expr: 'probe_ssl_earliest_cert_expiry - time() < 86400 * 14',
      ...{ forS: 2, severity: 'warning', kinds: ['expiring'] },
      object: (labels, world) => certificateOf(hostOf(labels), world),
      summary: 'A certificate ends soon.',
      description: 'The certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}.',
    }),
    rule(c, 'certificateExpiring', {
      expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 86400 * 14',
      ...{ forS: 2, severity: 'warning', object: inNamespace('certificate', 'name'), kinds: ['expiring'] },
      summary: 'A certificate was not renewed.',
      description: `{{ $labels.${namespace} }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}.`,
    }),
    rule(c, 'postgresDown', {
      ...{ expr: 'pg_up == 0', forS: 2, severity: 'critical', kinds: ['down'] },
      object: ({ server }) => `database/${server?.replace(/^(.+)\.(.+):\d+$/, '$2/$1')}`,
      summary: 'A database does not answer.',
      description: 'No connection to {{ $labels.server }}.',
    }),
    rule(c, 'queueBacklog', {
      ...{ expr: 'rabbitmq_queue_messages_ready > 10000', forS: 2, severity: 'warning', kinds: ['backlog'] },
      object: ({ vhost, queue }) => `queue/${vhost}/${queue}`,
      summary: 'Messages wait.',
      description: '{{ $value }} messages wait in {{ $labels.queue }}.',
    }),
  ];
}

function hostOf({ instance }: Labels): string {
  return new URL(instance ?? '').hostname;
}

function certificateOf(host: string, { ingresses }: World): string {
  const found = ingresses.find((one) => one.host === host);
  return `certificate/${found?.namespace}/${found?.secret}`;
}

/** Metrics and labels of requests, by where they are counted. */
function askedOf(c: Conventions) {
  const { errors } = c;
  if (errors.from === 'ingress') {
    const { namespace, service } = objectLabels(c);
    const names = {
      count: 'nginx_ingress_controller_requests',
      code: 'status',
      by: `${namespace}, ${service}, ingress`,
    };
    const object = (labels: Labels) => `service/${labels[namespace]}/${labels[service]}`;
    return { ...names, bucket: 'nginx_ingress_controller_request_duration_seconds_bucket', object };
  }
  if (errors.from === 'mesh') {
    const by = 'destination_workload_namespace, destination_workload, destination_service_name';
    const object = (labels: Labels) =>
      `service/${labels['destination_workload_namespace']}/${labels['destination_service_name']}`;
    const names = { count: 'istio_requests_total', bucket: 'istio_request_duration_seconds_bucket' };
    return { ...names, code: 'response_code', by, object };
  }
  const target = targetLabels(c);
  const by = errors.by.map((name) => (name === 'namespace' || name === 'service' ? target[name] : name));
  const object = (labels: Labels, world: World) => ownService(labels, c, world);
  const names = {
    count: 'http_requests_total',
    bucket: 'http_request_duration_seconds_bucket',
    code: 'code',
  };
  return { ...names, by: by.join(', '), object };
}

/** From the labels that say less than a namespace and a name, by what the cluster has. */
function ownService(labels: Labels, c: Conventions, { workloads }: World): string {
  const target = targetLabels(c);
  const name = labels['deployment'] ?? labels['app'] ?? labels[target.service];
  const serving = workloads.filter(({ routes }) => routes.length > 0);
  const found = serving.filter(
    (one) =>
      (name === undefined || one.name === name) &&
      (labels[target.namespace] ?? one.namespace) === one.namespace &&
      (labels['route'] === undefined || one.routes.includes(labels['route'])),
  );
  const [service] = found;
  if (!service || found.length > 1) throw new Error(`${found.length} services for ${JSON.stringify(labels)}`);
  return serviceId(service);
}
