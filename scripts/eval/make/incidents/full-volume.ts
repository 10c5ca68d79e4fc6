import { usual } from '../conventions.ts';
import { atItsMost, crashes, nodeHas, slow } from '../noise.ts';
import { type Script, cronJob, deployment, nodes, stateful } from '../spec.ts';

export const fullVolume: Script = {
  name: '06-full-volume',
  description: "A database's volume is full; the database ends, and what reads from it fails.",
  conventions: {
    ...usual,
    external: { cluster: 'blue', prometheus: 'obs/main' },
    ...{ nodeLabel: 'nodename', nodeInstance: 'hostname', notReadyBy: 'ready' },
    errors: { from: 'app', by: ['namespace', 'service', 'route'] },
    groupBy: [],
  },
  cluster: {
    nodes: nodes(
      5,
      (i) => `k8s-node-0${i + 1}`,
      (i) => `10.9.1.${5 + i}`,
      ['room-1'],
    ),
    workloads: [
      stateful('archive/mongo', { replicas: 3, serves: true, on: [1, 2, 3] }),
      deployment('archive/upload', { replicas: 2, routes: ['/upload'], hpa: 5 }),
      deployment('archive/browse', { replicas: 2, routes: ['/browse', '/find'] }),
      deployment('archive/ocr', { replicas: 2, hpa: 4 }),
      stateful('metrics/influx', { replicas: 1, on: [2] }),
      deployment('intranet/home', { replicas: 2, routes: ['/home'] }),
      deployment('intranet/feed', { replicas: 2 }),
    ],
    cronJobs: [cronJob('archive/backup', 4)],
  },
  seconds: 80,
  play(stage) {
    const volume = stage.cause(
      'volume',
      'the volume of archive/mongo-1 fills up from 4 s; its database ends at 15 s; grown at 62 s',
    );
    stage.at(4, () => volume.break('pvc/archive/data-mongo-1', 'full'));
    stage.at(15, () => {
      volume.pod(stage.pod('archive/mongo', 1), 'crash');
      volume.service(stage.workload('archive/upload'), 'errors', { seconds: 40 });
    });
    stage.at(26, () => volume.break(stage.job('archive/backup'), 'failed'));
    stage.at(62, () => volume.heal());
    crashes(stage, 18, 'intranet/feed');
    atItsMost(stage, 10, 'archive/ocr');
    nodeHas(stage, 22, 2, 'clock');
    slow(stage, 34, 'intranet/home');
  },
};
