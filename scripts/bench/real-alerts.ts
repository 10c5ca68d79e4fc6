import type { Alert } from '../../src/alert/alert.ts';
import { type Pattern, patternOf } from '../../src/storm/pattern.ts';

/** The pattern that the `n`th storm of these is of. */
export function realPattern(n: number): Pattern {
  return patternOf({ alertname: 'KubePodCrashLooping', namespace: `shop-${n}` });
}

/** The `n`th alert of a pattern as kube-prometheus' rules and a Prometheus behind Alertmanager give it: 1.1 kB of JSON. */
export function realAlert({ labels }: Pattern, n: number, more: Partial<Alert> = {}): Alert {
  const { namespace = '' } = labels;
  const place = [n.toString(36).padStart(5, '0'), ((n * 7919) >>> 0).toString(36).padStart(5, '0')];
  const pod = `checkout-7f8d9c6b5a-${place.join('')}`;
  return {
    status: 'firing',
    labels: { ...labels, ...ownLabels(pod, n) },
    annotations: {
      summary: 'Pod is crash looping.',
      description:
        `Pod ${namespace}/${pod} (checkout) is in waiting state (reason: "CrashLoopBackOff") on cluster production-eu. ` +
        'It has restarted more than five times within the last fifteen minutes, and was not ready in between.',
      runbook_url: 'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping',
    },
    startsAt: new Date(Date.UTC(2026, 5, 1, 12) + (n % 60_000)).toISOString(),
    generatorURL:
      'http://prometheus.monitoring.svc:9090/graph?g0.expr=max_over_time%28kube_pod_container_status_waiting_reason' +
      '%7Bjob%3D%22kube-state-metrics%22%2Creason%3D%22CrashLoopBackOff%22%7D%5B5m%5D%29+%3E%3D+1&g0.tab=1',
    fingerprint: fingerprintFor(namespace, n),
    ...more,
  };
}

function ownLabels(pod: string, n: number) {
  return {
    ...{ pod, container: 'checkout', severity: 'warning', reason: 'CrashLoopBackOff' },
    ...{ job: 'kube-state-metrics', instance: '10.42.0.9:8080', endpoint: 'http' },
    ...{ service: 'kube-state-metrics', prometheus: 'monitoring/k8s' },
    uid: `6f3d2c1a-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
  };
}

function fingerprintFor(namespace: string, n: number): string {
  const place = Number(namespace.slice(namespace.lastIndexOf('-') + 1));
  return ((BigInt(place) << 40n) | BigInt(n)).toString(16).padStart(16, 'f').slice(-16);
}
