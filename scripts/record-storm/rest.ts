import { type Firing, type ScriptedAlert, alert, at } from './scripted.ts';

/** Alerts whose labels name no object: they are about what they are called. */
export function targetDown(
  namespace: string,
  job: string,
  service: string,
  ...firings: Firing[]
): ScriptedAlert {
  const told = {
    ...{ name: 'TargetDown', severity: 'warning', labels: { namespace, job, service } },
    about: { kind: 'Unknown', namespace, name: 'TargetDown' },
    summary: 'Targets can not be scraped.',
    description: `Some targets of ${job} behind ${service} in ${namespace} do not answer.`,
    expr: 'count by (job, namespace, service) (up == 0) / count by (job, namespace, service) (up) > 0.1',
  };
  return alert(told, ...firings);
}

export function clusterWide(...firings: Firing[]): ScriptedAlert[] {
  return [
    ['KubeCPUOvercommit', 'CPU', 'cpu'],
    ['KubeMemoryOvercommit', 'memory', 'memory'],
  ].map(([name = '', what = '', resource = '']) => {
    const told = {
      ...{ name, severity: 'warning', labels: {} },
      about: { kind: 'Unknown', name },
      summary: `The cluster has promised more ${what} than it could give without one node.`,
      description: `If one more node goes, there is not enough ${what} for what pods have asked for.`,
      expr: `sum(kube_pod_container_resource_requests{resource="${resource}"}) > sum(kube_node_status_allocatable{resource="${resource}"})`,
    };
    return alert(told, ...firings);
  });
}

/** Alerts that fire by design, and are no trouble. */
export function heartbeats(): ScriptedAlert[] {
  const watchdog = {
    ...{ name: 'Watchdog', severity: 'none', labels: {} },
    about: { kind: 'Unknown', name: 'Watchdog' },
    summary: 'All is well with alerting.',
    description: 'Fires all the time: when it does not arrive, the way of alerts is broken.',
    expr: 'vector(1)',
  };
  const inhibitor = {
    ...{ name: 'InfoInhibitor', severity: 'none', labels: { namespace: 'shop' } },
    about: { kind: 'Unknown', namespace: 'shop', name: 'InfoInhibitor' },
    summary: 'Keeps alerts of severity info quiet.',
    description: 'Fires while a namespace has alerts of severity info and no others.',
    expr: 'ALERTS{severity="info"} == 1',
  };
  return [alert(watchdog, at(0)), alert(inhibitor, at(14))];
}
