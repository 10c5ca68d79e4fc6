import { usual } from '../conventions.ts';
import { crashes, jobFails, nodeHas, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, nodes, stateful } from '../spec.ts';

export const zoneLoss: Script = {
  name: '03-zone-loss',
  description: 'All nodes of one zone are cut off at once, and come back.',
  conventions: {
    ...usual,
    external: { cluster: 'weu-prod-2', env: 'prod' },
    severity: { label: 'severity', critical: 'p1', warning: 'p2', info: 'p4' },
    ...{ nodeLabel: 'node', podInfo: true, notReadyBy: 'ready' },
    errors: { from: 'mesh' },
    groupBy: ['cluster', 'alertname'],
  },
  cluster: {
    nodes: nodes(
      9,
      (i) => `aks-agentpool-31724816-vmss00000${i}`,
      (i) => `10.240.0.${4 + 31 * i}`,
      ['westeurope-1', 'westeurope-2', 'westeurope-3'],
    ),
    workloads: [
      deployment('booking/api', { replicas: 6, routes: ['/book'], pdb: 5 }),
      deployment('booking/pricing', { replicas: 3, routes: ['/price'] }),
      stateful('booking/kafka', { replicas: 3 }),
      deployment('identity/login', { replicas: 3, routes: ['/login'], pdb: 3 }),
      deployment('identity/tokens', { replicas: 2, on: [4, 5] }),
      deployment('reports/render', { replicas: 3, on: [0, 2, 3] }),
      deployment('reports/mailer', { replicas: 2, on: [2, 5] }),
    ],
    cronJobs: [cronJob('reports/daily', 7), cronJob('reports/weekly', 2)],
  },
  seconds: 95,
  play(stage) {
    const zone = stage.cause(
      'zone',
      'the three nodes of zone westeurope-2 are cut off at 6 s, and back at 75 s',
    );
    stage.at(6, () => {
      for (const index of [1, 4, 7]) zone.node(stage.node(index), 'down');
      for (const name of ['booking/api', 'identity/login'])
        zone.service(stage.workload(name), 'errors', { seconds: 25 });
    });
    stage.at(75, () => zone.heal());
    crashes(stage, 9, 'reports/mailer');
    throttled(stage, 18, 'reports/render');
    nodeHas(stage, 28, 8, 'network');
    jobFails(stage, 45, 'reports/weekly');
  },
};
