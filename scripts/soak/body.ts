import { fingerprintOf } from '../../src/alert/fingerprint.ts';
import { type Plan, cycleMs, halves, passes, patterns } from './plan.ts';
import { type Due, beginMs } from './schedule.ts';

/** What must become of the alerts of one notification. */
export interface Expected {
  readonly fresh: number;
  readonly repeated: number;
  readonly resolved: number;
  readonly rejected: number;
  readonly excluded: number;
}

export interface Notification {
  readonly body: string;
  readonly alerts: number;
  readonly expected: Expected;
}

const kinds = [
  ['KubePodCrashLooping', 'critical'],
  ['KubePodNotReady', 'warning'],
  ['KubeContainerWaiting', 'warning'],
  ['TargetDown', 'warning'],
  ['HighRequestLatency', 'error'],
] as const;

/** Pods are replaced after so many cycles, a tenth of them in each. */
const podLives = 10;
/** Every sixth namespace is a preview, which is made anew after so many. */
const previewLives = 4;
const bad = { status: 'on fire', labels: { alertname: 'Unreadable' } };
const excluded = { status: 'firing', labels: { alertname: 'Watchdog' }, startsAt: '2026-01-01T00:00:00Z' };

/** The body for what is due; `startMs` is the wall clock at the beginning of the soak. The same for the same arguments. */
export function notificationFor(plan: Plan, due: Due, startMs: number): Notification {
  const last = due.pass === passes - 1;
  const members = membersOf(plan, due);
  const ending = last ? members.filter((place) => place % 3 === 0).length : 0;
  const alerts: object[] = members.map((place) => alertOf(plan, due, { place, startMs, last }));
  const [hasBad, hasExcluded] = odd(plan, due);
  if (hasBad) alerts.push(bad);
  if (hasExcluded) alerts.push(excluded);
  return {
    body: JSON.stringify({
      version: '4',
      groupKey: `{}:{pattern="${due.pattern}"}`,
      receiver: 'soak',
      alerts,
    }),
    alerts: alerts.length,
    expected: {
      fresh: due.pass === 0 ? members.length : 0,
      repeated: due.pass === 0 ? 0 : members.length - ending,
      resolved: ending,
      rejected: hasBad ? 1 : 0,
      excluded: hasExcluded ? 1 : 0,
    },
  };
}

/** A third of the notifications hold a bad alert: the quarantine, which keeps a thousand, is full when the run is warm. */
function odd({ seed }: Plan, { pattern, half, cycle, pass }: Due): [bad: boolean, excluded: boolean] {
  const n = seed + pattern + half * 7 + cycle * 11 + pass * 13;
  return [n % 3 === 0, n % 10 === 0];
}

function membersOf({ fingerprints }: Plan, { pattern, half }: Due): number[] {
  const line = half * patterns + pattern;
  const lines = patterns * halves;
  return Array.from({ length: Math.ceil((fingerprints - line) / lines) }, (_, i) => line + i * lines);
}

interface Alert {
  readonly place: number;
  readonly startMs: number;
  readonly last: boolean;
}

function alertOf(plan: Plan, due: Due, { place, startMs, last }: Alert): object {
  const labels = labelsOf(plan, due, place);
  const began = startMs + beginMs(plan, due);
  const ends = last && place % 3 === 0;
  return {
    status: ends ? 'resolved' : 'firing',
    labels,
    annotations: annotationsOf(labels),
    startsAt: stamp(began),
    endsAt: ends ? stamp(began + cycleMs(plan) / 4) : '0001-01-01T00:00:00Z',
    generatorURL: `http://prometheus.monitoring:9090/graph?g0.expr=rate%28kube_pod_container_status_restarts_total%5B5m%5D%29&place=${place}`,
    fingerprint: fingerprintOf(labels),
  };
}

function labelsOf({ seed }: Plan, { pattern, cycle }: Due, place: number) {
  const [alertname, severity] = kinds[pattern % kinds.length] ?? kinds[0];
  const life = pattern % 6 === 0 ? `-preview-${Math.floor((cycle + pattern) / previewLives)}` : '';
  const pod = `api-${place}-${Math.floor((cycle + place) / podLives)}`;
  return {
    ...{ alertname, severity, namespace: `soak-${pattern}${life}`, pod, container: 'api' },
    ...{
      job: 'kube-state-metrics',
      instance: `10.0.${place % 250}.${pattern}:8080`,
      cluster: `soak-${seed}`,
    },
    ...{
      prometheus: 'monitoring/k8s',
      uid: `${seed}-${place}-5f1c9e2d-7a44-4d1b-9d5e`,
      team: `team-${pattern % 7}`,
    },
  };
}

// Of the length that the rules of kube-prometheus have: an alert is about a kilobyte.
function annotationsOf({ namespace, pod, container }: Record<'namespace' | 'pod' | 'container', string>) {
  return {
    summary: 'Pod is crash looping.',
    description: `Pod ${namespace}/${pod} (${container}) is in waiting state (reason: "CrashLoopBackOff") on cluster soak. It was restarted several times within the last ten minutes, and back-off grows with every restart, so that it will stay away for longer each time.`,
    runbook_url: 'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping',
  };
}

function stamp(ms: number): string {
  return new Date(ms).toISOString();
}
