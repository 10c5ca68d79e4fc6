import type { PostedAlert } from './alertmanager.ts';

/** The pods that `crashLoops` is about. */
export const crashLoopPods = Array.from(
  { length: 15 },
  (_, i) => `checkout-7f8d9c6b5a-${String(i).padStart(2, '0')}`,
);

/** As kube-prometheus' rules give them: the object in `pod`, and the scraper's own labels beside it. */
export function crashLoops(startsAt: Date, endsAt?: Date): PostedAlert[] {
  return crashLoopPods.map((pod) => ({
    labels: {
      ...{ alertname: 'KubePodCrashLooping', namespace: 'checkout', pod, container: 'app' },
      ...{ severity: 'warning', reason: 'CrashLoopBackOff', job: 'kube-state-metrics' },
      ...{ instance: '10.42.0.9:8080', endpoint: 'http' },
      ...{ service: 'kube-state-metrics', prometheus: 'monitoring/k8s' },
    },
    annotations: { summary: 'A container restarts again and again.' },
    startsAt: startsAt.toISOString(),
    ...(endsAt && { endsAt: endsAt.toISOString() }),
  }));
}
