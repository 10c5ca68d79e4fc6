import { usual } from '../conventions.ts';
import { crashes, failing, nodeHas, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, nodes } from '../spec.ts';

export const apiServer: Script = {
  name: '07-api-server',
  description:
    'The API server answers with errors and is then away. What leads or watches through it crashes; what serves goes on.',
  conventions: {
    ...usual,
    external: { cluster: 'edge-7', prometheus: 'openshift-monitoring/k8s' },
    ...{ nodeLabel: 'node' },
    errors: { from: 'app', by: ['namespace', 'service'] },
    groupBy: ['namespace', 'severity'],
  },
  cluster: {
    nodes: nodes(
      6,
      (i) => `${i === 0 ? 'infra' : 'worker'}-${i}.edge7.example.com`,
      (i) => `10.77.0.${10 + i}`,
      ['site'],
    ),
    workloads: [
      deployment('kube-system/kube-controller-manager', { replicas: 1, serves: true, on: [0] }),
      deployment('kube-system/cluster-autoscaler', { replicas: 1, on: [2] }),
      deployment('operators/argo-controller', { replicas: 2, on: [3, 4] }),
      deployment('operators/sealed-secrets', { replicas: 1, on: [5] }),
      deployment('store/pos-gateway', { replicas: 3, routes: ['/pos'] }),
      deployment('store/stock', { replicas: 2, routes: ['/stock'] }),
      deployment('store/labels', { replicas: 2 }),
      deployment('video/recorder', { replicas: 3 }),
    ],
    cronJobs: [cronJob('operators/prune', 3)],
  },
  seconds: 90,
  play(stage) {
    const away = stage.cause('api-server', 'errors of the API server from 4 s, away from 18 s to 66 s');
    stage.at(4, () => away.break('apiserver', 'errors', { seconds: 14 }));
    stage.at(18, () => away.break('apiserver', 'down'));
    stage.at(24, () => {
      for (const path of [
        'operators/argo-controller',
        'kube-system/cluster-autoscaler',
        'kube-system/kube-controller-manager',
      ])
        for (const pod of stage.pods(path)) away.pod(pod, 'crash');
      away.break(stage.job('operators/prune'), 'failed');
    });
    stage.at(66, () => away.heal());
    crashes(stage, 10, 'store/labels');
    crashes(stage, 27, 'operators/sealed-secrets');
    throttled(stage, 21, 'video/recorder', 1);
    failing(stage, 30, 'store/stock');
    nodeHas(stage, 40, 4, 'clock');
  },
};
