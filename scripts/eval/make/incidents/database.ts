import { usual } from '../conventions.ts';
import { crashes, jobFails, nodeHas, slow, waitsIn } from '../noise.ts';
import { type Script, cronJob, deployment, nodes, placed, stateful } from '../spec.ts';

export const database: Script = {
  name: '14-database',
  description:
    'A database is away. Services of three namespaces that depend on it fail, though nothing of the cluster says that they do.',
  conventions: {
    ...usual,
    ...{
      vocabulary: 'house',
      external: { cluster: 'mesh-1', prometheus: 'istio-system/prom' },
      nodeLabel: 'node',
    },
    severity: { label: 'severity', critical: 'critical', warning: 'warning', info: 'info' },
    ...{ notReadyBy: 'ready' },
    errors: { from: 'mesh' },
    groupBy: ['namespace'],
  },
  cluster: {
    nodes: nodes(
      6,
      (i) => `mesh-1-worker-${i}`,
      (i) => `10.200.1.${30 + i}`,
      ['az1', 'az2'],
    ),
    workloads: [
      stateful('data/orders-db', { replicas: 1, on: [3] }),
      stateful('data/users-db', { replicas: 1, on: [4] }),
      deployment('market/basket', { replicas: 2, routes: ['/basket'] }),
      deployment('market/orders', { replicas: 3, routes: ['/orders'] }),
      deployment('market/catalogue', { replicas: 2, routes: ['/catalogue'] }),
      deployment('delivery/dispatch', { replicas: 2, routes: ['/dispatch'] }),
      deployment('delivery/maps', { replicas: 2, routes: ['/maps'] }),
      deployment('finance/payouts', { replicas: 2 }),
      deployment('finance/export', { replicas: 2 }),
    ],
    databases: [placed('data/orders-db'), placed('data/users-db')],
    queues: [placed('market/new-orders'), placed('finance/letters')],
    cronJobs: [cronJob('finance/closing', 2), cronJob('delivery/tiles', 4)],
  },
  seconds: 85,
  play(stage) {
    const away = stage.cause(
      'orders-db',
      'data/orders-db does not start on a broken index from 5 s to 64 s; five things depend on it',
    );
    stage.at(5, () => {
      away.pod(stage.pod('data/orders-db'), 'crash');
      away.break('database/data/orders-db', 'down');
    });
    stage.at(9, () => {
      for (const path of ['market/orders', 'market/basket', 'delivery/dispatch'])
        away.service(stage.workload(path), 'errors');
    });
    stage.at(18, () => {
      for (const pod of stage.pods('finance/payouts')) away.pod(pod, 'crash');
      away.break('queue/market/new-orders', 'backlog');
    });
    stage.at(28, () => away.break(stage.job('finance/closing'), 'failed'));
    stage.at(64, () => away.heal());
    crashes(stage, 22, 'finance/export');
    slow(stage, 14, 'delivery/maps');
    waitsIn(stage, 36, 'finance/letters');
    nodeHas(stage, 26, 3, 'clock');
    jobFails(stage, 44, 'delivery/tiles');
  },
};
