import fc from 'fast-check';
import { expect, it } from 'vitest';

import { correlate } from '../../src/correlation/correlate.ts';
import type { Episode } from '../../src/correlation/facts.ts';
import { symptomByRule } from '../../src/correlation/symptom.ts';
import { type CorrelationRules, defaultCorrelation, symptoms } from '../../src/rules/correlation.ts';
import { Matcher } from '../../src/rules/matchers.ts';
import { threeNodes, topology } from './cluster.ts';

const pods = ['api-0', 'api-1', 'api-2', 'web-0', 'web-1', 'db-0', 'other-7d9f8b6c5-x2x4z'];
const values: Readonly<Record<string, readonly string[]>> = {
  alertname: [
    ...[
      'KubeNodeNotReady',
      'NodeMemoryPressure',
      'KubeNodeUnschedulable',
      'KubePodNotReady',
      'KubePodCrashLooping',
    ],
    ...[
      'ReplicasMismatch',
      'CPUThrottlingHigh',
      'HighErrorRate',
      'CoreDNSDown',
      'KubeAPIDown',
      'RegistryDown',
    ],
    ...['ImagePullBackOff', 'CertExpiring', 'CephOSDDown', 'TargetDown', 'constructor', ''],
  ],
  namespace: ['shop', 'web', 'kube-system'],
  node: ['n1', 'n2', 'n3', 'n9'],
  pod: pods,
  deployment: ['api', 'web', 'coredns'],
  statefulset: ['db'],
  service: ['api', 'db'],
  instance: ['10.0.0.1:9100', '10.0.0.9:8080', 'https://shop.example/'],
  persistentvolumeclaim: ['data-db-0'],
  resourcequota: ['compute'],
  upstream: ['db', 'api.shop.svc'],
  constructor: ['x', 'y'],
};

const labels = fc
  .record(
    Object.fromEntries(Object.entries(values).map(([name, some]) => [name, fc.constantFrom(...some)])),
    { requiredKeys: [] },
  )
  .map((one): Episode['labels'] => one as Record<string, string>);

const episodes = fc
  .array(fc.tuple(labels, fc.integer({ min: 0, max: 900 })), { maxLength: 25 })
  .map((some) =>
    some.map(([own, second], i): Episode => ({ id: `${i}`, labels: own, startsAtMs: 1e12 + second * 1000 })),
  );

const matcher = fc
  .constantFrom('alertname', 'namespace', 'node', 'pod', 'constructor')
  .chain((label) =>
    fc
      .tuple(fc.constantFrom('=' as const, '!=' as const), fc.constantFrom('', ...(values[label] ?? [])))
      .map(([operator, value]) => new Matcher(label, operator, value)),
  );
const sets = fc.array(fc.array(matcher, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });
const rules: fc.Arbitrary<CorrelationRules> = fc
  .record({
    withinMs: fc.integer({ min: 0, max: 600_000 }),
    symptoms: fc.array(fc.tuple(fc.constantFrom(...symptoms), sets), { maxLength: 2 }),
    causes: fc.array(
      fc.record({
        name: fc.constantFrom('one', 'two'),
        cause: sets,
        takes: sets,
        equal: fc.subarray(['namespace', 'node', 'constructor']),
      }),
      { maxLength: 3 },
    ),
  })
  .map((some) => ({ ...defaultCorrelation, ...some }));

const known = fc.constantFrom(threeNodes, topology());

it('every episode is in exactly one cause, and has a short reason, whatever the alerts and the rules', () => {
  fc.assert(
    fc.property(episodes, known, rules, (some, around, by) => {
      const members = correlate(some, around, by).flatMap((cause) => cause.members);
      expect(members.map(({ id }) => id).toSorted()).toEqual(some.map(({ id }) => id).toSorted());
      expect(members.filter(({ reason }) => reason === '' || reason.length >= 160)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('what the rules call apart is alone in its cause', () => {
  fc.assert(
    fc.property(episodes, known, rules, (some, around, by) => {
      const apart = some.filter((one) => symptomByRule(one.labels, by) === 'apart').map(({ id }) => id);
      const together = correlate(some, around, by).filter(({ members }) => members.length > 1);
      expect(together.flatMap(({ members }) => members).filter(({ id }) => apart.includes(id))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('the causes depend neither on the order of the episodes nor on how often they are named', () => {
  const asItComes = episodes.chain((some) =>
    fc.tuple(
      fc.constant(some),
      fc.shuffledSubarray(some, { minLength: some.length }),
      fc.subarray(some),
      // Where a notification is split, and the other half comes first.
      fc.nat({ max: some.length }),
    ),
  );
  fc.assert(
    fc.property(asItComes, known, rules, ([some, shuffled, again, at], around, by) => {
      const causes = correlate(some, around, by);
      expect(correlate([...shuffled, ...again], around, by)).toEqual(causes);
      expect(correlate([...again, ...some.slice(at), ...some.slice(0, at)], around, by)).toEqual(causes);
    }),
    { numRuns: 500 },
  );
});
