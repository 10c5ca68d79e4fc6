import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { usual } from '../../../scripts/eval/make/conventions.ts';
import { record } from '../../../scripts/eval/make/record.ts';
import { type Script, deployment, nodes } from '../../../scripts/eval/make/spec.ts';
import { readIncident } from '../../../scripts/eval/read.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stormfold-record-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const script: Script = {
  ...{ name: 'small', description: 'A pod crashes, and a clock is wrong.', seconds: 18 },
  conventions: { ...usual, external: { cluster: 'small' }, honorLabels: false },
  cluster: {
    nodes: nodes(
      3,
      (i) => `n${i}`,
      (i) => `10.0.0.${i + 1}`,
    ),
    workloads: [deployment('shop/cart', { on: [1, 2] })],
  },
  play(stage) {
    const crash = stage.cause('crash', 'a pod crashes');
    stage.at(1, () => crash.pod(stage.pod('shop/cart'), 'crash'));
    const clock = stage.beside('clock', 'a clock is wrong');
    stage.at(1, () => clock.node(stage.node(2), 'clock'));
  },
};

it('an incident is recorded through a real Prometheus and Alertmanager, with its truth', async () => {
  await record(script, folder);
  const { truth, incident } = await readIncident(join(folder, 'small'));
  const crash = truth.causes['crash']?.members ?? [];
  const [pod] = incident.topology.pods.filter(({ namespace }) => namespace === 'shop');
  expect(crash.map(({ alertname, object }) => [alertname, object])).toEqual([
    ['KubePodCrashLooping', `pod/shop/${pod?.name}`],
    ['KubeDeploymentReplicasMismatch', 'Deployment/shop/cart'],
  ]);
  expect(crash[0]?.labels).toMatchObject({
    cluster: 'small',
    namespace: 'monitoring',
    exported_namespace: 'shop',
  });
  expect(Object.keys(truth.causes)).toEqual(['crash']);
  expect(truth.unrelated.map(({ causeId, object }) => [causeId, object])).toEqual([['clock', 'node/n2']]);
});
