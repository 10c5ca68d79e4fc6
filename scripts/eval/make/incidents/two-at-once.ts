import { usual } from '../conventions.ts';
import { jobFails, nodeHas, slow, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, nodes, stateful } from '../spec.ts';

export const twoAtOnce: Script = {
  name: '12-two-at-once',
  description:
    'A bad rollout and the death of a node at the same time, in part in the same namespace and on the same node.',
  conventions: {
    ...usual,
    external: { cluster: 'live', prometheus: 'monitoring/k8s' },
    ...{ honorLabels: false, nodeLabel: 'node', notReadyBy: 'ready' },
    errors: { from: 'app', by: ['namespace', 'deployment'] },
    groupBy: ['namespace', 'alertname'],
  },
  cluster: {
    nodes: nodes(
      6,
      (i) => `gke-live-pool-2-${['0a9c', '1fe2', '5d77', '8b31', 'a6f0', 'd4c8'][i]}`,
      (i) => `10.164.0.${8 + i}`,
    ),
    workloads: [
      deployment('orders/api', { replicas: 4, routes: ['/orders'], pdb: 3, on: [1, 4, 3, 5] }),
      deployment('orders/worker', { replicas: 3, on: [3, 2, 5] }),
      stateful('orders/redis', { replicas: 2, on: [3, 4] }),
      deployment('orders/audit', { replicas: 2, on: [1, 2] }),
      deployment('depot/picker', { replicas: 3, routes: ['/pick'], on: [3, 3, 1] }),
      deployment('depot/labels', { replicas: 2, routes: ['/labels'], on: [4, 5] }),
    ],
    cronJobs: [cronJob('depot/inventory', 3), cronJob('orders/report', 2)],
  },
  seconds: 95,
  play(stage) {
    const api = stage.workload('orders/api');
    const rollout = stage.cause('rollout-api', 'a bad version of orders/api from 5 s, rolled back at 60 s');
    stage.at(5, () => {
      rollout.rollOut(api, 2, 'crash');
      rollout.service(api, 'errors', { seconds: 50 });
    });
    stage.at(34, () => rollout.workload(api, 'stuck', { seconds: 25 }));
    stage.at(60, () => {
      rollout.rollBack(api);
      rollout.heal();
    });
    const death = stage.cause('node-death', 'the fourth node stops answering at 11 s, and is back at 78 s');
    stage.at(11, () => death.node(stage.node(3), 'down'));
    stage.at(78, () => death.heal());
    throttled(stage, 15, 'orders/audit');
    slow(stage, 26, 'depot/labels');
    nodeHas(stage, 32, 4, 'network');
    jobFails(stage, 42, 'orders/report');
  },
};
