import { usual } from '../conventions.ts';
import { type Script, cronJob, deployment, nodes, stateful } from '../spec.ts';

export const nodeDeath: Script = {
  name: '01-node-death',
  description: 'A node dies and comes back. Elsewhere a pod crashes, another is throttled, a clock drifts.',
  conventions: usual,
  cluster: {
    nodes: nodes(
      6,
      (i) => `gke-prod-eu-default-${['4f1c', '77ab', '9d02', 'b3e8', 'c61f', 'e5d4'][i]}`,
      (i) => `10.132.0.${21 + i}`,
      ['europe-west1-b', 'europe-west1-c'],
    ),
    workloads: [
      deployment('shop/storefront', { replicas: 4, routes: ['/'], pdb: 3, hpa: 8, on: [3, 4, 3, 5] }),
      deployment('shop/cart', { replicas: 3, routes: ['/cart'], on: [3, 1, 2] }),
      deployment('shop/recommender', { replicas: 2, on: [1, 5] }),
      stateful('shop/sessions', { replicas: 2, on: [3, 4] }),
      deployment('billing/invoices', { replicas: 2, routes: ['/invoices'], on: [3, 2] }),
      deployment('billing/tax', { replicas: 1, on: [2] }),
      deployment('media/transcoder', { replicas: 3, on: [4, 5, 1] }),
    ],
    cronJobs: [cronJob('billing/nightly-close', 3), cronJob('media/thumbnails', 4)],
  },
  seconds: 95,
  play(stage) {
    const death = stage.cause('node-death', 'the fourth node stops answering at 6 s and is back at 72 s');
    const dead = stage.node(3);
    stage.at(6, () => {
      death.node(dead, 'down');
      death.service(stage.workload('shop/cart'), 'errors', { seconds: 30 });
    });
    stage.at(72, () => death.heal());

    const crash = stage.beside('recommender-crash', 'a pod of shop/recommender crashes for its own reason');
    stage.at(15, () => crash.pod(stage.pod('shop/recommender', 1), 'crash'));
    const throttle = stage.beside(
      'transcoder-throttled',
      'a pod of media/transcoder runs into its own CPU limit',
    );
    stage.at(20, () => throttle.pod(stage.pod('media/transcoder'), 'throttled'));
    const clock = stage.beside('clock', 'the clock of another node is not in step');
    stage.at(30, () => clock.node(stage.node(5), 'clock'));
    const job = stage.beside('thumbnails-failed', 'a job of media/thumbnails fails on its input');
    stage.at(40, () => job.break(stage.job('media/thumbnails'), 'failed'));
  },
};
