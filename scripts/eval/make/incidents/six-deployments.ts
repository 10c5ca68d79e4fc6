import { usual } from '../conventions.ts';
import { jobFails, nodeHas, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, nodes } from '../spec.ts';

const broken = ['cart/web', 'cart/taxes', 'stock/api', 'stock/sync', 'mail/sender', 'auth/sessions'];

export const sixDeployments: Script = {
  name: '16-six-deployments',
  description: 'One push of configuration breaks six deployments. No label says what they share: six causes.',
  conventions: {
    ...usual,
    external: { cluster: 'prod-a' },
    severity: { label: 'severity', critical: 'critical', warning: 'warning', info: 'none' },
    ...{ honorLabels: false, podInfo: true, notReadyBy: 'ready' },
    errors: { from: 'ingress' },
    groupBy: ['alertname', 'cluster'],
  },
  cluster: {
    nodes: nodes(
      6,
      (i) => `prod-a-${['n5vgl', 'q8cxw', 'r2jbd', 's6tmz', 'v9hfk', 'w3plr'][i]}`,
      (i) => `10.30.0.${50 + i}`,
    ),
    workloads: [
      ...broken.map((path) => deployment(path, { replicas: 2, routes: [`/${path}`] })),
      deployment('cart/vouchers', { replicas: 2 }),
      deployment('stock/labels', { replicas: 2 }),
    ],
    cronJobs: [cronJob('mail/digest', 3)],
  },
  seconds: 80,
  play(stage) {
    broken.forEach((path, index) => {
      const cause = stage.cause(
        path.replace('/', '-'),
        `${path} does not start with its new configuration, from ${5 + index} s to 60 s`,
      );
      stage.at(5 + index, () => {
        const workload = stage.workload(path);
        cause.rollOut(workload, 2, index % 2 === 0 ? 'crash' : 'config');
        cause.service(workload, 'errors', { seconds: 45 });
      });
      stage.at(60, () => {
        cause.rollBack(stage.workload(path));
        cause.heal();
      });
    });
    throttled(stage, 9, 'cart/vouchers');
    nodeHas(stage, 22, 4, 'clock');
    jobFails(stage, 30, 'mail/digest');
    throttled(stage, 38, 'stock/labels', 1);
  },
};
