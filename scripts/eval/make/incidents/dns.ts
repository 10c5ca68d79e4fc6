import { usual } from '../conventions.ts';
import { crashes, nodeHas, throttled } from '../noise.ts';
import { type Script, cronJob, deployment, ingress, nodes, stateful } from '../spec.ts';

export const dns: Script = {
  name: '09-dns',
  description:
    'Nothing resolves names: requests fail in every namespace, some pods crash at their start, a job fails.',
  conventions: {
    ...usual,
    external: { cluster: 'c-04', prometheus: 'monitoring/kps' },
    ...{ honorLabels: false },
    errors: { from: 'ingress' },
    groupBy: ['severity'],
  },
  cluster: {
    nodes: nodes(
      5,
      (i) => `c04-n${i + 1}`,
      (i) => `10.4.0.${20 + i}`,
      ['dc-east', 'dc-west'],
    ),
    workloads: [
      deployment('travel/search', { replicas: 3, routes: ['/search'] }),
      deployment('travel/offers', { replicas: 2, routes: ['/offers'] }),
      deployment('travel/importer', { replicas: 2 }),
      deployment('members/profile', { replicas: 2, routes: ['/me'] }),
      deployment('members/letters', { replicas: 2 }),
      stateful('members/cassandra', { replicas: 3 }),
      deployment('partner/feed', { replicas: 2, routes: ['/feed'] }),
      deployment('partner/sync', { replicas: 2 }),
    ],
    ingresses: [
      ingress('travel/main', 'www.travel.example', 'travel-tls', 'search', 'offers'),
      ingress('members/main', 'members.travel.example', 'members-tls', 'profile'),
    ],
    cronJobs: [cronJob('partner/hourly', 3), cronJob('members/cleanup', 4)],
  },
  seconds: 85,
  play(stage) {
    const names = stage.cause('dns', 'both pods of CoreDNS crash on a bad configuration from 5 s to 62 s');
    stage.at(5, () => {
      for (const pod of stage.pods('kube-system/coredns')) names.pod(pod, 'crash');
    });
    stage.at(10, () => {
      for (const path of ['travel/search', 'travel/offers', 'members/profile', 'partner/feed'])
        names.service(stage.workload(path), 'errors');
      for (const host of ['www.travel.example', 'members.travel.example'])
        names.break(`probe/${host}`, 'down');
    });
    stage.at(20, () => {
      names.pod(stage.pod('travel/importer'), 'crash');
      names.pod(stage.pod('partner/sync', 1), 'crash');
      names.break(stage.job('partner/hourly'), 'failed');
    });
    stage.at(62, () => names.heal());
    crashes(stage, 24, 'members/letters');
    throttled(stage, 14, 'members/cassandra', 2);
    nodeHas(stage, 30, 3, 'disk');
    nodeHas(stage, 44, 4, 'network');
  },
};
