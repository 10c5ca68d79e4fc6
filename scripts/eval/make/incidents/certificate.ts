import { usual } from '../conventions.ts';
import { crashes, jobFails, nodeHas, slow, waitsIn } from '../noise.ts';
import { type Script, cronJob, deployment, ingress, nodes, placed } from '../spec.ts';

export const certificate: Script = {
  name: '10-certificate',
  description: 'A certificate was not renewed and ends: two hosts and what calls them fail.',
  conventions: {
    ...usual,
    external: { region: 'eu-central', cluster: 'ec-live' },
    severity: { label: 'severity', critical: 'sev1', warning: 'sev3', info: 'sev5' },
    ...{ podHash: 'nine' },
    errors: { from: 'ingress' },
    groupBy: ['alertname'],
  },
  cluster: {
    nodes: nodes(
      5,
      (i) => `ec-live-md-0-${['7kx2q', 'b94nd', 'l5wvp', 'x8rzt', 'z2hcm'][i]}`,
      (i) => `10.60.3.${14 + i}`,
    ),
    workloads: [
      deployment('bank/web', { replicas: 3, routes: ['/'] }),
      deployment('bank/mobile-api', { replicas: 3, routes: ['/mobile'] }),
      deployment('bank/statements', { replicas: 2, routes: ['/statements'] }),
      deployment('bank/push', { replicas: 2 }),
      deployment('fraud/scoring', { replicas: 2, routes: ['/score'] }),
      deployment('fraud/reviews', { replicas: 2 }),
    ],
    ingresses: [
      ingress('bank/web', 'www.bank.example', 'bank-wildcard', 'web'),
      ingress('bank/mobile', 'api.bank.example', 'bank-wildcard', 'mobile-api'),
      ingress('fraud/scoring', 'fraud.bank.example', 'fraud-tls', 'scoring'),
    ],
    queues: [placed('fraud/cases')],
    cronJobs: [cronJob('bank/rates', 2)],
  },
  seconds: 85,
  play(stage) {
    const ended = stage.cause(
      'certificate',
      'bank/bank-wildcard nears its end at 4 s and is over at 20 s; renewed at 64 s',
    );
    stage.at(4, () => ended.break('certificate/bank/bank-wildcard', 'expiring'));
    stage.at(20, () => {
      for (const host of ['www.bank.example', 'api.bank.example']) ended.break(`probe/${host}`, 'down');
      for (const path of ['bank/web', 'bank/mobile-api']) ended.service(stage.workload(path), 'errors');
    });
    // It calls the API by its public name.
    stage.at(28, () => ended.pod(stage.pod('bank/push'), 'crash'));
    stage.at(64, () => ended.heal());
    slow(stage, 12, 'fraud/scoring');
    crashes(stage, 24, 'fraud/reviews');
    waitsIn(stage, 32, 'fraud/cases');
    nodeHas(stage, 40, 2, 'clock');
    jobFails(stage, 46, 'bank/rates');
  },
};
