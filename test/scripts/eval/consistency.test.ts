import { describe, expect, it } from 'vitest';

import { inconsistencies } from '../../../scripts/eval/consistency.ts';
import type { Topology, Truth } from '../../../scripts/eval/format.ts';
import { alert, delivery, key, knownOf, truthOf, withPods } from './made.ts';

const stream = [delivery([alert('a'), alert('b'), alert('Watchdog')]), delivery([alert('a')], '/other')];
const topology = withPods('a', 'b');

function faultsOf(change: (truth: Truth) => Truth, more: Partial<Topology> = {}): string[] {
  const truth = truthOf({ disk: ['a', 'b'] });
  const [first] = truth.causes['disk']?.members ?? [];
  first?.firingOn.push('/other');
  const known = knownOf(stream, change(structuredClone(truth)));
  return inconsistencies({ ...known, incident: { ...known.incident, topology: { ...topology, ...more } } });
}

function withMembers(
  change: (members: Truth['causes'][string]['members']) => Truth['causes'][string]['members'],
) {
  return ({ causes, unrelated }: Truth): Truth => {
    const members = change(causes['disk']?.members ?? []);
    return { unrelated, causes: { disk: { description: '', members } } };
  };
}

describe('an incident', () => {
  it('is consistent when every firing has one cause, and every name stands for something', () => {
    expect(faultsOf((truth) => truth)).toEqual([]);
  });

  it.each([
    [
      'a firing without a cause',
      withMembers((all) => all.slice(0, 1)),
      `${key('b')} was delivered and has no cause`,
    ],
    ['one with two', withMembers((all) => [...all, ...all.slice(1)]), `${key('b')} has two causes`],
    [
      'a member that never came',
      withMembers((all) => [...all, ...all.slice(1).map((one) => ({ ...one, startsAt: 'later' }))]),
      'b@later has a cause and was not delivered',
    ],
    [
      'a path that it was not firing on',
      withMembers((all) => all.map((one) => ({ ...one, firingOn: ['/other', '/by-namespace'] }))),
      `${key('b')} was firing on /by-namespace`,
    ],
    [
      'a further cause that there is not',
      withMembers((all) => all.map((one, index) => (index === 0 ? { ...one, also: ['rain'] } : one))),
      'there is no cause rain',
    ],
  ])('is not with %s', (_, change, fault) => {
    expect(faultsOf(change)).toEqual([fault]);
  });

  it.each([
    [{ pods: topology.pods.slice(0, 1) }, 'pod/shop/b'],
    [{ nodes: [] }, 'node/n1'],
    [
      { pdbs: [{ namespace: 'x', name: 's', selects: { kind: 'StatefulSet', name: 's' } }] },
      'StatefulSet/x/s',
    ],
    [
      { services: [{ namespace: 'shop', name: 's', selects: { kind: 'Deployment', name: 's' } }] },
      'Deployment/shop/s',
    ],
    [{ pvcs: [{ namespace: 'shop', name: 'v', volumeName: null, usedBy: ['c'] }] }, 'pod/shop/c'],
  ])('is not when the topology lacks a name (%#)', (more, name) => {
    expect(faultsOf((truth) => truth, more)).toEqual([`${name} is not in the topology`]);
  });
});
