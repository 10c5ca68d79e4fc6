import { usual } from '../conventions.ts';
import { crashes, nodeHas, slow, throttled } from '../noise.ts';
import { type Script, deployment, nodes, stateful } from '../spec.ts';

export const twoContainers: Script = {
  name: '05-two-containers',
  description:
    'A rollout breaks two containers of the same pods: one crashes, the other lacks its configuration.',
  conventions: {
    ...usual,
    ...{
      vocabulary: 'house',
      external: { cluster: 'dc1' },
      honorLabels: false,
      podHash: 'nine',
      notReadyBy: 'ready',
    },
    severity: { label: 'priority', critical: 'P1', warning: 'P3', info: 'P5' },
    errors: { from: 'app', by: ['app'] },
    groupBy: ['alertname', 'exported_namespace'],
  },
  cluster: {
    nodes: nodes(
      5,
      (i) => `esx-${['ada', 'bob', 'cyd', 'dan', 'eve'][i]}`,
      (i) => `192.168.40.${11 + i}`,
      ['rack-a', 'rack-b'],
    ),
    workloads: [
      deployment('fleet/tracker', {
        ...{ replicas: 4, routes: ['/track'], pdb: 3, on: [1, 2, 3, 4] },
        containers: ['tracker', 'position-agent'],
      }),
      deployment('fleet/geocoder', { replicas: 2, routes: ['/geo'] }),
      deployment('fleet/alarms', { replicas: 2 }),
      stateful('fleet/timescale', { replicas: 2 }),
      deployment('portal/web', { replicas: 2, routes: ['/portal'] }),
      deployment('portal/pdf', { replicas: 2 }),
    ],
  },
  seconds: 80,
  play(stage) {
    const rollout = stage.cause(
      'rollout-tracker',
      'a version of fleet/tracker with two faults from 5 s, rolled back at 58 s',
    );
    const tracker = stage.workload('fleet/tracker');
    stage.at(5, () => {
      const made = rollout.rollOut(tracker, 3, 'crash', { container: 'tracker' });
      for (const pod of made.slice(0, 2)) rollout.pod(pod, 'config', { container: 'position-agent' });
      rollout.service(tracker, 'errors', { seconds: 45 });
    });
    stage.at(35, () => rollout.workload(tracker, 'stuck', { seconds: 20 }));
    stage.at(58, () => {
      rollout.rollBack(tracker);
      rollout.heal();
    });
    crashes(stage, 8, 'portal/pdf');
    throttled(stage, 16, 'fleet/alarms');
    slow(stage, 25, 'fleet/geocoder');
    nodeHas(stage, 33, 2, 'network');
  },
};
