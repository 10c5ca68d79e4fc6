import { usual } from '../conventions.ts';
import { crashes, nodeHas, slow, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, nodes, placed, stateful } from '../spec.ts';

export const quota: Script = {
  name: '11-quota',
  description:
    'The quota of a namespace is used up: deployments can not grow, a pod stays without a node, a job does not start.',
  conventions: {
    ...usual,
    ...{ vocabulary: 'house', external: { cluster: 'tenants-3' }, nodeInstance: 'hostname', podInfo: true },
    severity: { label: 'severity', critical: 'high', warning: 'medium', info: 'low' },
    errors: { from: 'app', by: ['namespace', 'route'] },
    groupBy: ['namespace'],
  },
  cluster: {
    nodes: nodes(
      4,
      (i) => `metal${i + 1}`,
      (i) => `10.1.0.${100 + i}`,
      ['cage'],
    ),
    workloads: [
      deployment('team-red/api', { replicas: 2, routes: ['/red'], hpa: 6, pdb: 2 }),
      deployment('team-red/workers', { replicas: 2, hpa: 8 }),
      deployment('team-red/admin', { replicas: 1 }),
      stateful('team-red/cache', { replicas: 1 }),
      deployment('team-red/cron-runner', { replicas: 1 }),
      deployment('team-blue/api', { replicas: 2, routes: ['/blue'] }),
      deployment('team-blue/importer', { replicas: 2 }),
    ],
    quotas: [placed('team-red/compute'), placed('team-blue/compute')],
    cronJobs: [cronJob('team-red/billing', 2)],
  },
  seconds: 80,
  play(stage) {
    const full = stage.cause('quota', 'the quota of team-red is used up from 5 s, and raised at 62 s');
    stage.at(5, () => full.break('quota/team-red/compute', 'full'));
    stage.at(8, () => {
      full.starve(stage.workload('team-red/api'), 2, false);
      full.starve(stage.workload('team-red/workers'), 3, false);
      full.starve(stage.workload('team-red/cache'), 1, true);
    });
    stage.at(16, () => full.service(stage.workload('team-red/api'), 'slow', { seconds: 40 }));
    stage.at(24, () => full.break(stage.job('team-red/billing'), 'failed'));
    stage.at(62, () => full.heal());
    // In the same namespace, of its own doing.
    crashes(stage, 14, 'team-red/admin');
    throttled(stage, 20, 'team-red/cron-runner');
    slow(stage, 30, 'team-blue/api');
    nodeHas(stage, 36, 3, 'load');
    crashes(stage, 44, 'team-blue/importer');
  },
};
