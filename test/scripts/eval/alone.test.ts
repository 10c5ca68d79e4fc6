import { describe, expect, it } from 'vitest';

import { compare, membersOf, partsOf } from '../../../scripts/eval/make/alone.ts';
import { scripts } from '../../../scripts/eval/make/scripts.ts';
import { truthOf, withPods } from './made.ts';
import { stageOf } from './world.ts';

const part = { name: 'disk', causes: new Set(['disk']) };
const whole = membersOf(truthOf({ disk: ['a', 'b'], crash: ['c'] }));
const topology = withPods('a', 'b', 'c');
const differs = (causes: Record<string, readonly string[]>) =>
  compare(part, whole, topology, { truth: truthOf(causes), topology });

describe('a cause played by itself', () => {
  it('makes the same alerts fire', () => {
    expect(differs({ disk: ['b', 'a'] })).toEqual([]);
  });

  it('tells what it lacks, and what it made of others', () => {
    expect(differs({ disk: ['a', 'c'] })).toEqual([
      'b of pods of shop/b does not fire by this alone',
      'c of pods of shop/c fires by this, and has another cause or none',
    ]);
  });

  it('may make fire what it shares with another', () => {
    const shared = whole.map(({ cause, member }) => ({ cause, member: { ...member, also: ['disk'] } }));
    expect(compare(part, shared, topology, { truth: truthOf({ disk: ['a', 'b', 'c'] }), topology })).toEqual(
      [],
    );
  });

  it('goes by what made a pod, as pods have other names each time', () => {
    const owners = [
      { kind: 'ReplicaSet', name: 'cart-1' },
      { kind: 'Deployment', name: 'cart' },
    ];
    const owned = (name: string) => ({
      ...topology,
      pods: topology.pods.slice(0, 1).map((pod) => ({ ...pod, name, owners })),
    });
    const one = truthOf({ disk: ['a'] });
    const member = one.unrelated.map((first) => ({ ...first, object: 'pod/shop/z' }));
    const alone = { truth: { causes: {}, unrelated: member }, topology: owned('z') };
    expect(compare(part, membersOf(one), owned('a'), alone)).toEqual([]);
  });
});

describe('the parts of a script', () => {
  it('are its causes, and all that is beside', () => {
    const names = scripts.map((script) => partsOf(script).map(({ name }) => name));
    expect(names.slice(0, 2)).toEqual([
      ['node-death', 'what is beside'],
      ['first-node', 'second-node', 'what is beside'],
    ]);
  });

  it('break nothing while they are left out', () => {
    const { stage, until } = stageOf(undefined, (id) => id === 'plays');
    const [plays, rests] = [stage.cause('plays', ''), stage.cause('rests', '')];
    const cart = stage.workload('shop/cart');
    until(1);
    const before = stage.pods('shop/cart').length;
    rests.node(stage.node(2), 'down');
    rests.drain(stage.node(2));
    rests.evict(stage.pod('shop/cart'));
    rests.starve(cart, 2, true);
    rests.rollBack(cart);
    expect(rests.rollOut(cart, 2, 'crash')).toEqual([]);
    plays.pod(stage.pod('shop/mail'), 'crash');
    until(20);
    expect([cart.replicas, stage.pods('shop/cart').length]).toEqual([3, before]);
    expect(stage.world.faults.all(20_000).map(({ cause }) => cause)).toEqual(['plays']);
  });
});
