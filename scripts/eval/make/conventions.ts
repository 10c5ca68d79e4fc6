/** How one installation names and labels things; no two incidents should share all of it. */
export interface Conventions {
  /** Whose names of alerts. */
  readonly vocabulary: 'kube-prometheus' | 'awesome' | 'house';
  /** Labels that Prometheus adds to every alert: `cluster`, `prometheus`, … */
  readonly external: Readonly<Record<string, string>>;
  /** The label that says how bad it is, and the words in it. */
  readonly severity: {
    readonly label: string;
    readonly critical: string;
    readonly warning: string;
    readonly info: string;
  };
  /** Whether the labels of what is scraped win over the scraper's own; else they become `exported_*`. */
  readonly honorLabels: boolean;
  /** Which labels targets have: an operator's, or those of scraping by annotations. */
  readonly targets: 'operator' | 'annotations';
  /** Whether a node exporter is known by `IP:port` or by its node's name. */
  readonly nodeInstance: 'address' | 'hostname';
  /** A label with the node's name on what is scraped from nodes. */
  readonly nodeLabel?: 'node' | 'kubernetes_node' | 'nodename';
  /** Whether alerts about pods say node and owner too, as `created_by_kind` and `created_by_name`. */
  readonly podInfo: boolean;
  /** What a pod that is not ready is found by. */
  readonly notReadyBy: 'phase' | 'ready';
  /** Where failing requests are counted. */
  readonly errors:
    | {
        readonly from: 'app';
        readonly by: readonly ('namespace' | 'service' | 'deployment' | 'app' | 'route')[];
      }
    | { readonly from: 'ingress' }
    | { readonly from: 'mesh' };
  /** Shape of the hash in names of pods: ten letters, nine, or the digits of old clusters. */
  readonly podHash: 'ten' | 'nine' | 'digits';
  /** By which labels the Alertmanager's route puts alerts together; with none, all come in one. */
  readonly groupBy: readonly string[];
}

/** Names of labels that say which pod a series is about, as they are after the scrape. */
export function objectLabels({ honorLabels, targets }: Conventions) {
  // Only an operator's targets have labels of these names, that those of the object would clash with.
  const clash = !honorLabels && targets === 'operator';
  const named = (name: string) => (clash ? `exported_${name}` : name);
  return {
    namespace: named('namespace'),
    pod: named('pod'),
    container: named('container'),
    service: named('service'),
  };
}

/** Names of labels that say what a target is. */
export function targetLabels({ targets }: Conventions) {
  return targets === 'operator'
    ? { namespace: 'namespace', pod: 'pod', service: 'service' }
    : { namespace: 'kubernetes_namespace', pod: 'kubernetes_pod_name', service: 'kubernetes_name' };
}

/** The webhook's path, by which the recording tells how alerts were put together. */
export function pathFor({ groupBy }: Conventions): string {
  return groupBy.length === 0 ? '/ungrouped' : `/by-${groupBy.join('-')}`;
}

/** As an operator's charts set a cluster up; incidents say what theirs does differently. */
export const usual: Conventions = {
  vocabulary: 'kube-prometheus',
  external: { prometheus: 'monitoring/k8s' },
  severity: { label: 'severity', critical: 'critical', warning: 'warning', info: 'info' },
  ...{ honorLabels: true, targets: 'operator', nodeInstance: 'address', podInfo: false, notReadyBy: 'phase' },
  ...{ errors: { from: 'app', by: ['namespace', 'service'] }, podHash: 'ten', groupBy: ['namespace'] },
};
