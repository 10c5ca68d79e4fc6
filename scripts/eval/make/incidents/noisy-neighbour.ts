import { usual } from '../conventions.ts';
import { crashes, jobFails, nodeHas, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, nodes, stateful } from '../spec.ts';

export const noisyNeighbour: Script = {
  name: '08-noisy-neighbour',
  description:
    'One pod takes the memory of its node: others are put out, killed or held back. One there fails by its own fault.',
  conventions: {
    ...usual,
    ...{ vocabulary: 'awesome', external: { cluster: 'sandbox' }, targets: 'annotations' },
    ...{ nodeLabel: 'kubernetes_node', podInfo: true, notReadyBy: 'ready' },
    errors: { from: 'app', by: ['namespace', 'deployment'] },
    groupBy: ['namespace'],
  },
  cluster: {
    nodes: nodes(
      6,
      (i) => `pool-8f-${['q2x', 'm7k', 'z4p', 'r9t', 'd3n', 'h6w'][i]}`,
      (i) => `10.110.0.${2 + i}`,
      ['fra1'],
    ),
    workloads: [
      deployment('ml/trainer', { replicas: 2, on: [3, 4] }),
      deployment('ml/features', { replicas: 3, routes: ['/features'], on: [3, 1, 5] }),
      deployment('web/front', { replicas: 3, routes: ['/'], on: [3, 2, 4] }),
      deployment('web/images', { replicas: 2, routes: ['/img'], on: [3, 5] }),
      deployment('web/sitemap', { replicas: 2, on: [3, 1] }),
      stateful('web/memcached', { replicas: 2, volumes: false, on: [3, 2] }),
      deployment('chat/bots', { replicas: 3, on: [3, 4, 5] }),
      deployment('chat/relay', { replicas: 2, routes: ['/chat'], on: [1, 2] }),
    ],
    cronJobs: [cronJob('ml/metrics-roll-up', 5)],
  },
  seconds: 90,
  play(stage) {
    const noisy = stage.cause(
      'noisy',
      'a pod of ml/trainer takes the memory of the fourth node from 5 s to 66 s',
    );
    const node = stage.node(3);
    stage.at(5, () => {
      for (const kind of ['memory', 'load'] as const) noisy.node(node, kind);
      noisy.pod(stage.pod('web/memcached'), 'throttled');
      noisy.pod(stage.pod('ml/features'), 'throttled');
    });
    stage.at(12, () => {
      noisy.node(node, 'evicting', { seconds: 16 });
      for (const path of ['web/front', 'web/images']) noisy.evict(stage.pod(path));
    });
    stage.at(22, () => noisy.pod(stage.pod('ml/features'), 'oom'));
    stage.at(30, () => noisy.pod(stage.pod('web/memcached'), 'oom'));
    stage.at(66, () => noisy.heal());
    // It stands on the same node, and would crash on any other.
    crashes(stage, 16, 'chat/bots');
    throttled(stage, 10, 'chat/relay');
    nodeHas(stage, 26, 3, 'clock');
    jobFails(stage, 38, 'ml/metrics-roll-up');
  },
};
