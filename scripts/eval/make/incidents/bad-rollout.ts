import { usual } from '../conventions.ts';
import { type Script, cronJob, deployment, nodes, stateful } from '../spec.ts';

export const badRollout: Script = {
  name: '04-bad-rollout',
  description: 'A new version of one deployment can not start. Another one in its namespace fails by chance.',
  conventions: {
    ...usual,
    external: { cluster: 'prod-use1', prometheus: 'monitoring/k8s', replica_group: 'a' },
    severity: { label: 'severity', critical: 'page', warning: 'ticket', info: 'note' },
    nodeLabel: 'node',
    errors: { from: 'app', by: ['namespace', 'deployment'] },
    groupBy: ['namespace', 'alertname'],
  },
  cluster: {
    nodes: nodes(
      5,
      (i) => `ip-10-20-${30 + i}-${101 + 7 * i}.ec2.internal`,
      (i) => `10.20.${30 + i}.${101 + 7 * i}`,
      ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    ),
    workloads: [
      deployment('payments/checkout-api', { replicas: 4, routes: ['/pay'], hpa: 6, pdb: 3 }),
      deployment('payments/ledger', { replicas: 2, routes: ['/ledger'] }),
      deployment('payments/receipts', { replicas: 2 }),
      stateful('payments/outbox', { replicas: 2 }),
      deployment('search/query', { replicas: 3, routes: ['/search'] }),
      deployment('search/indexer', { replicas: 2 }),
    ],
    cronJobs: [cronJob('search/reindex', 2)],
  },
  seconds: 90,
  play(stage) {
    const rollout = stage.cause(
      'rollout-checkout',
      'a bad version of payments/checkout-api from 5 s, rolled back at 65 s',
    );
    const checkout = stage.workload('payments/checkout-api');
    stage.at(5, () => {
      rollout.rollOut(checkout, 2, 'crash');
      rollout.service(checkout, 'errors', { seconds: 50 });
    });
    stage.at(20, () => {
      rollout.rollOut(checkout, 2, 'image', { beside: true });
      rollout.hpa(checkout, { seconds: 40 });
    });
    stage.at(40, () => rollout.workload(checkout, 'stuck', { seconds: 25 }));
    stage.at(65, () => {
      rollout.rollBack(checkout);
      rollout.heal();
    });

    const receipts = stage.beside(
      'receipts-crash',
      'a pod of payments/receipts crashes on a message it can not read',
    );
    stage.at(12, () => receipts.pod(stage.pod('payments/receipts'), 'crash'));
    const job = stage.beside('reindex-failed', 'a job of search/reindex fails');
    stage.at(25, () => job.break(stage.job('search/reindex'), 'failed'));
    const slow = stage.beside('query-slow', 'search/query is slow for a while');
    stage.at(34, () => slow.service(stage.workload('search/query'), 'slow', { seconds: 20 }));
    const disk = stage.beside('disk', 'the disk of a node is nearly full of old images');
    stage.at(50, () => disk.node(stage.node(4), 'disk'));
  },
};
