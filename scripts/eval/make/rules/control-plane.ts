import { type Conventions, targetLabels } from '../conventions.ts';
import { type Rule, rule } from './rule.ts';

/** Prometheus takes some seconds to find its targets: until then everything is absent. */
const foundS = 8;

/** It goes on asking targets that are no more for up to five seconds: of that nobody should hear. */
const droppedS = 6;

/** Rules about the cluster's own parts, and about what is scraped. */
export function controlPlaneRules(c: Conventions): Rule[] {
  const { namespace, service } = targetLabels(c);
  const by = `job, ${namespace}, ${service}`;
  const client = `instance, job, ${namespace}`;
  return [
    rule(c, 'targetDown', {
      expr: `100 * (count by (${by}) (up{job!="blackbox"} == 0) / count by (${by}) (up{job!="blackbox"})) > 10`,
      ...{ forS: droppedS, severity: 'warning', kinds: ['down'] },
      object: (labels) => `target/${labels[namespace]}/${labels[service]}`,
      summary: 'Some of what is scraped does not answer.',
      description: `{{ $value | humanize }} % of {{ $labels.job }} in {{ $labels.${namespace} }} do not answer.`,
    }),
    rule(c, 'apiDown', {
      expr: 'absent(up{job="apiserver"} == 1)',
      ...{ forS: foundS, severity: 'critical', object: () => 'apiserver', kinds: ['down'] },
      summary: 'The API server is away.',
      description: 'No API server could be scraped.',
    }),
    rule(c, 'apiErrors', {
      expr: 'apiserver_request:burnrate > 0.14',
      ...{ forS: 2, severity: 'critical', object: () => 'apiserver', kinds: ['errors'] },
      summary: 'The API server answers with errors.',
      description: 'Of its requests, {{ $value | humanizePercentage }} failed.',
    }),
    rule(c, 'clientErrors', {
      expr: `sum by (${client}) (rate(rest_client_requests_total{code=~"5..|<error>"}[8s])) / sum by (${client}) (rate(rest_client_requests_total[8s])) > 0.1`,
      ...{ forS: 3, severity: 'warning', object: () => 'apiserver', kinds: ['down'] },
      summary: 'A client of the API server gets errors.',
      description: '{{ $labels.job }} at {{ $labels.instance }} gets errors.',
    }),
    rule(c, 'dnsDown', {
      expr: 'absent(up{job="coredns"} == 1)',
      ...{ forS: foundS, severity: 'critical', object: () => 'target/kube-system/coredns', kinds: ['down'] },
      summary: 'Nothing resolves names.',
      description: 'No CoreDNS could be scraped.',
    }),
  ];
}

/** Rules that only prepare what others look at. */
export const recordingRules = [
  {
    record: 'apiserver_request:burnrate',
    expr: 'sum(rate(apiserver_request_total{code=~"5.."}[8s])) / sum(rate(apiserver_request_total[8s]))',
  },
];
