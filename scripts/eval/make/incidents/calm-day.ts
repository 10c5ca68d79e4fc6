import { usual } from '../conventions.ts';
import { atItsMost, failing, jobFails, nodeHas, slow, throttled, waitsIn } from '../noise.ts';
import { type Script, cronJob, daemon, deployment, ingress, nodes, placed, stateful } from '../spec.ts';

export const calmDay: Script = {
  name: '15-calm-day',
  description: 'Nothing much: one small thing here, another there, and none has to do with another.',
  conventions: {
    ...usual,
    external: { cluster: 'main', prometheus: 'monitoring/k8s' },
    nodeLabel: 'node',
    groupBy: ['namespace'],
  },
  cluster: {
    nodes: nodes(
      6,
      (i) => `ip-172-31-${4 + i}-${20 + 11 * i}.eu-west-1.compute.internal`,
      (i) => `172.31.${4 + i}.${20 + 11 * i}`,
    ),
    workloads: [
      deployment('news/front', { replicas: 3, routes: ['/'] }),
      deployment('news/comments', { replicas: 2, routes: ['/comments'] }),
      deployment('news/search', { replicas: 2, routes: ['/search'], hpa: 4 }),
      deployment('ads/bidder', { replicas: 3, routes: ['/bid'] }),
      deployment('ads/reports', { replicas: 2 }),
      deployment('video/encode', { replicas: 3, hpa: 6 }),
      deployment('video/live', { replicas: 2, routes: ['/live'] }),
      stateful('video/store', { replicas: 2 }),
      deployment('staff/hr', { replicas: 1, routes: ['/hr'] }),
      daemon('security/scanner'),
    ],
    ingresses: [ingress('staff/hr', 'hr.news.example', 'hr-tls', 'hr')],
    queues: [placed('ads/clicks'), placed('news/newsletters')],
    quotas: [placed('staff/compute')],
    cronJobs: [cronJob('ads/invoice', 2), cronJob('news/archive', 3), cronJob('security/audit', 4)],
  },
  seconds: 85,
  play(stage) {
    throttled(stage, 4, 'news/front');
    nodeHas(stage, 6, 1, 'clock');
    jobFails(stage, 8, 'ads/invoice');
    slow(stage, 10, 'news/comments');
    throttled(stage, 12, 'ads/reports', 1);
    waitsIn(stage, 16, 'ads/clicks');
    atItsMost(stage, 18, 'video/encode');
    nodeHas(stage, 22, 2, 'network');
    failing(stage, 26, 'ads/bidder');
    jobFails(stage, 28, 'news/archive');
    nodeHas(stage, 32, 3, 'load');
    waitsIn(stage, 34, 'news/newsletters');
    slow(stage, 40, 'video/live');
    nodeHas(stage, 44, 4, 'cordoned');
    nodeHas(stage, 46, 5, 'evicting');
    jobFails(stage, 50, 'security/audit');
    throttled(stage, 56, 'news/search', 1);
    const volume = stage.beside('volume', 'a volume of video/store is fuller than it should be');
    stage.at(20, () => volume.break('pvc/video/data-store-0', 'full', { seconds: 5 }));
    const limit = stage.beside('quota', 'staff has used up its quota, and needs no more');
    stage.at(36, () => limit.break('quota/staff/compute', 'full'));
    const probe = stage.beside('probe', 'a firewall keeps the check of hr.news.example out');
    stage.at(48, () => probe.break('probe/hr.news.example', 'down'));
    const scanner = stage.beside('scanner', 'a pod of security/scanner takes long to load its signatures');
    stage.at(30, () => scanner.pod(stage.pod('security/scanner', 2), 'unready'));
  },
};
