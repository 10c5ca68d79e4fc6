import { usual } from '../conventions.ts';
import { crashes, failing, nodeHas, throttled } from '../noise.ts';
import { type Script, deployment, nodes, stateful } from '../spec.ts';

export const drain: Script = {
  name: '13-drain',
  description: 'A node is drained for maintenance, restarted, and taken into service again.',
  conventions: {
    ...usual,
    ...{
      vocabulary: 'awesome',
      external: { cluster: 'k3s-home' },
      nodeInstance: 'hostname',
      podHash: 'digits',
    },
    severity: { label: 'severity', critical: 'error', warning: 'warn', info: 'info' },
    ...{ podInfo: true },
    errors: { from: 'app', by: ['namespace', 'service'] },
    groupBy: ['alertname'],
  },
  cluster: {
    nodes: nodes(
      5,
      (i) => ['atlas', 'boreas', 'ceto', 'doris', 'eos'][i] ?? '',
      (i) => `192.168.7.${21 + i}`,
      ['cellar'],
    ),
    workloads: [
      deployment('cloud/files', { replicas: 3, routes: ['/files'], pdb: 3, on: [2, 2, 3] }),
      deployment('cloud/office', { replicas: 2, routes: ['/office'], pdb: 2, on: [2, 4] }),
      stateful('cloud/mariadb', { replicas: 1, on: [2] }),
      deployment('photos/faces', { replicas: 2, on: [2, 1] }),
      deployment('photos/web', { replicas: 2, routes: ['/photos'], on: [3, 4] }),
      deployment('music/server', { replicas: 2, routes: ['/music'], on: [1, 3] }),
      deployment('music/scanner', { replicas: 1, on: [4] }),
    ],
  },
  seconds: 95,
  play(stage) {
    const upkeep = stage.cause(
      'maintenance',
      'the third node takes no pods from 5 s, is drained at 10 s, away from 34 s to 62 s',
    );
    const node = stage.node(2);
    stage.at(5, () => upkeep.node(node, 'cordoned', { seconds: 65 }));
    stage.at(10, () => upkeep.drain(node));
    stage.at(34, () => upkeep.node(node, 'down', { seconds: 28 }));
    crashes(stage, 15, 'photos/web');
    throttled(stage, 20, 'music/scanner');
    failing(stage, 40, 'music/server');
    nodeHas(stage, 30, 4, 'disk');
  },
};
