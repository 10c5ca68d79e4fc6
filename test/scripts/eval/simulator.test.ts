import { describe, expect, it } from 'vitest';

import { usual } from '../../../scripts/eval/make/conventions.ts';
import { podMetrics } from '../../../scripts/eval/make/metrics/pods.ts';
import { workloadMetrics } from '../../../scripts/eval/make/metrics/workloads.ts';
import { readyOf } from '../../../scripts/eval/make/pods.ts';
import { rulesOf } from '../../../scripts/eval/make/rules.ts';
import { targetsOf } from '../../../scripts/eval/make/targets.ts';
import { topologyOf } from '../../../scripts/eval/make/topology.ts';
import { idOf } from '../../../scripts/eval/make/world.ts';
import { stageOf } from './world.ts';

describe('a dead node', () => {
  it('leaves behind pods, replacements and a job, all of its cause', () => {
    const { stage, until, causesOf } = stageOf();
    const death = stage.cause('death', '');
    const [cart, mail, db] = [stage.pod('shop/cart'), stage.pod('shop/mail', 1), stage.pod('shop/db')];
    until(2);
    death.node(stage.node(2), 'down');
    until(10);
    for (const pod of [cart, mail, db]) expect(causesOf(idOf(pod))).toEqual(['death']);
    until(16);
    expect([cart, mail, db].map(({ leaving }) => leaving)).toEqual([true, true, false]);
    const placed = stage.pods('shop/cart').filter(({ createdMs }) => createdMs !== null);
    expect(placed.map((pod) => [pod.node?.name === 'n2', causesOf(idOf(pod))])).toEqual([[false, ['death']]]);
    const left = [
      'Deployment/shop/cart',
      'StatefulSet/shop/db',
      'pdb/shop/cart',
      'DaemonSet/kube-system/kube-proxy',
    ];
    for (const object of [...left, 'target/shop/cart', 'target/kube-system/kubelet', stage.job('shop/close')])
      expect([object, causesOf(object)]).toEqual([object, ['death']]);
    until(70);
    expect(causesOf('Deployment/shop/cart')).toEqual([]);
  });

  it('is not to blame for what fails beside it', () => {
    const { stage, until, causesOf } = stageOf();
    const death = stage.cause('death', '');
    const own = stage.beside('own', '');
    own.pod(stage.pod('shop/mail', 0), 'crash');
    until(3);
    death.node(stage.node(2), 'down');
    until(8);
    expect(causesOf(idOf(stage.pod('shop/mail', 0)))).toEqual(['own']);
    expect(causesOf(idOf(stage.pod('shop/mail', 1)))).toEqual(['death']);
    expect(causesOf('Deployment/shop/mail')).toEqual(['own', 'death']);
    expect(causesOf('Deployment/shop/nothing')).toEqual([]);
  });
});

describe('a pod that has been replaced', () => {
  it('is no longer what its deployment is short of', () => {
    const { stage, until, causesOf } = stageOf();
    stage.cause('death', '').node(stage.node(2), 'down');
    until(60);
    stage.beside('own', '').pod(stage.pod('shop/cart', 1), 'crash');
    until(62);
    expect(causesOf('Deployment/shop/cart')).toEqual(['own']);
  });
});

describe('a rollout', () => {
  it('puts pods of another template in the place of some, and back', () => {
    const { stage, until, causesOf } = stageOf();
    const rollout = stage.cause('rollout', '');
    const cart = stage.workload('shop/cart');
    const before = stage.pods('shop/cart').map(({ name }) => name);
    until(1);
    const made = rollout.rollOut(cart, 2, 'image');
    until(5);
    expect(made.map((pod) => pod.owners[0]?.name === `cart-${cart.hash}`)).toEqual([true, true]);
    expect(stage.pods('shop/cart').map(({ name }) => name)).toEqual([
      before[2],
      ...made.map(({ name }) => name),
    ]);
    expect(causesOf('Deployment/shop/cart')).toEqual(['rollout']);
    const waiting = podMetrics(stage.world).filter((line) => line.includes('ImagePullBackOff'));
    expect(waiting).toHaveLength(2);
    rollout.rollBack(cart);
    rollout.heal();
    expect(stage.pods('shop/cart')).toHaveLength(3);
    expect(workloadMetrics(stage.world)).toContain(
      'kube_deployment_status_replicas_available{namespace="shop",deployment="cart"} 3',
    );
  });
});

describe('a quota', () => {
  it('keeps pods from coming, or from a node, until it is raised', () => {
    const { stage, until, causesOf } = stageOf();
    const full = stage.cause('full', '');
    full.starve(stage.workload('shop/cart'), 2, false);
    full.starve(stage.workload('shop/db'), 1, true);
    until(3);
    expect([stage.pods('shop/cart').length, stage.pod('shop/db', 1).node]).toEqual([3, undefined]);
    for (const object of ['Deployment/shop/cart', 'StatefulSet/shop/db', 'pod/shop/db-1'])
      expect([object, causesOf(object)]).toEqual([object, ['full']]);
    full.heal();
    expect(stage.pod('shop/db', 1).node).toBeDefined();
    const ready = ['shop/cart', 'shop/db'].map((path) => readyOf(stage.world, stage.workload(path)));
    expect(ready).toEqual([5, 2]);
  });
});

describe('a drain', () => {
  it('starts elsewhere what ran there, and leaves what belongs to the node', () => {
    const { stage, until, causesOf } = stageOf();
    const upkeep = stage.cause('upkeep', '');
    const node = stage.node(2);
    upkeep.node(node, 'cordoned');
    upkeep.drain(node);
    until(3);
    const here = stage.world.pods.filter((pod) => pod.node === node && pod.deletedMs === null);
    expect(here.map(({ workload }) => workload?.kind)).toEqual(['DaemonSet', 'DaemonSet']);
    expect(stage.pods('shop/db').map(({ name, createdMs }) => [name, createdMs])).toEqual([['db-0', 0]]);
    expect(causesOf('StatefulSet/shop/db')).toEqual(['upkeep']);
  });
});

describe('what is scraped', () => {
  it('does not answer while it is broken, and is no target before it runs', () => {
    const { stage, until } = stageOf();
    const cause = stage.cause('cause', '');
    cause.pod(stage.pod('shop/cart', 0), 'crash');
    cause.pod(stage.pod('shop/cart', 1), 'image');
    until(1);
    const carts = targetsOf(stage.world).filter(({ labels }) => labels['job'] === 'cart');
    expect(carts.map(({ up }) => up)).toEqual([false, true]);
  });
});

describe('the rules', () => {
  it('have names of their own in each vocabulary, but for the two severities of a volume', () => {
    for (const vocabulary of ['kube-prometheus', 'awesome', 'house'] as const) {
      const names = rulesOf({ ...usual, vocabulary }).map(({ name }) => name);
      expect(names.length - new Set(names).size).toBe(1);
    }
  });
});

describe('the topology', () => {
  it('tells who owned what, where, and when it came and went', () => {
    const { stage, until } = stageOf();
    until(4);
    stage.cause('upkeep', '').drain(stage.node(2));
    const { pods, pvcs, jobs, pdbs } = topologyOf(stage.world, 1000);
    const dbs = pods.filter(({ name }) => name === 'db-0');
    expect(
      dbs.map(({ createdAtMs, deletedAtMs, pvcs: claims }) => [createdAtMs, deletedAtMs, claims]),
    ).toEqual([
      [null, 3000, ['data-db-0']],
      [3000, null, ['data-db-0']],
    ]);
    expect(pvcs.find(({ name }) => name === 'data-db-0')?.usedBy).toEqual(['db-0']);
    expect(jobs.map(({ owners }) => owners)).toEqual([[{ kind: 'CronJob', name: 'close' }]]);
    expect(pdbs).toEqual([
      { namespace: 'shop', name: 'cart', selects: { kind: 'Deployment', name: 'cart' } },
    ]);
  });
});
