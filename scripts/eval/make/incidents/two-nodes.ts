import { usual } from '../conventions.ts';
import { crashes, jobFails, nodeHas, slow } from '../noise.ts';
import { type Script, cronJob, daemon, deployment, nodes, stateful } from '../spec.ts';

export const twoNodes: Script = {
  name: '02-two-nodes',
  description: 'Two nodes die half a minute apart, for reasons of their own. The first comes back.',
  conventions: {
    ...usual,
    ...{
      vocabulary: 'awesome',
      external: {},
      honorLabels: false,
      targets: 'annotations',
      nodeInstance: 'hostname',
    },
    ...{ nodeLabel: 'kubernetes_node', podInfo: true, notReadyBy: 'ready', podHash: 'digits' },
    severity: { label: 'severity', critical: 'critical', warning: 'major', info: 'minor' },
    errors: { from: 'app', by: ['app'] },
    groupBy: ['alertname'],
  },
  cluster: {
    nodes: nodes(
      7,
      (i) => `kube-worker-${String(i + 11)}.fra2.example.net`,
      (i) => `172.16.8.${40 + i}`,
      ['hall-1'],
    ),
    workloads: [
      deployment('crm/accounts', { replicas: 3, routes: ['/accounts'], on: [3, 5, 1] }),
      deployment('crm/contacts', { replicas: 2, routes: ['/contacts'], on: [3, 2] }),
      deployment('crm/exports', { replicas: 2, on: [5, 6] }),
      deployment('forum/web', { replicas: 3, routes: ['/forum'], on: [5, 6, 4] }),
      stateful('forum/elastic', { replicas: 3, on: [3, 5, 6] }),
      deployment('forum/moderation', { replicas: 2, on: [4, 2] }),
      deployment('tools/wiki', { replicas: 1, routes: ['/wiki'], on: [6] }),
      daemon('logging/fluent-bit'),
    ],
    cronJobs: [cronJob('tools/wiki-dump', 6)],
  },
  seconds: 105,
  play(stage) {
    const first = stage.cause('first-node', 'the fourth node dies at 5 s and is back at 80 s');
    stage.at(5, () => first.node(stage.node(3), 'down'));
    stage.at(80, () => first.heal());
    const second = stage.cause('second-node', 'the sixth node dies at 36 s and stays away');
    stage.at(36, () => {
      second.node(stage.node(5), 'down');
      second.service(stage.workload('forum/web'), 'errors', { seconds: 25 });
    });
    crashes(stage, 14, 'forum/moderation');
    nodeHas(stage, 20, 6, 'clock');
    slow(stage, 40, 'tools/wiki');
    jobFails(stage, 55, 'tools/wiki-dump');
  },
};
