import type {
  V1LabelSelector,
  V1NetworkPolicy,
  V1NetworkPolicyPeer,
  V1PodDisruptionBudget,
  V1Service,
} from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';

import { type Labels, ofKind, pods, resources } from './tree.ts';

const services = ofKind<V1Service>('Service', resources);
const policies = ofKind<V1NetworkPolicy>('NetworkPolicy', resources);
const budgets = ofKind<V1PodDisruptionBudget>('PodDisruptionBudget', resources);

function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** The Deployments and StatefulSets whose pods a selector finds. */
function found(selector: Labels = {}): string[] {
  return pods.filter(({ labels }) => selects(selector, labels)).map(({ name }) => name);
}

const [intake, worker, redis] = ['stormfold-intake', 'stormfold-worker', 'stormfold-redis'] as const;
const nameOf = ({ metadata }: { metadata?: { name?: string } }) => metadata?.name ?? '';

describe('selectors', () => {
  it.each(pods)('of $name, and of its spread, find its own pods alone', ({ name, selector, spec }) => {
    expect(found(selector)).toEqual([name]);
    const spread = (spec.topologySpreadConstraints ?? []).map((each) =>
      found(each.labelSelector?.matchLabels),
    );
    expect(spread).toEqual(name === redis ? [] : [[name], [name]]);
  });

  it('of services find the pods of that name, at a port that they have', () => {
    expect(services.map((each) => [nameOf(each), found(each.spec?.selector)])).toEqual([
      ...[['stormfold', [intake]]],
      ...[[worker, [worker]]],
      ...[[redis, [redis]]],
    ]);
    for (const { spec } of services) expect(spec?.ports?.map(portOf)).toEqual(targetsOf(spec?.selector));
  });

  function portOf({ targetPort, port }: { targetPort?: unknown; port: number }) {
    return [targetPort, port];
  }

  function targetsOf(selector: Labels = {}) {
    const [first] = pods.filter(({ labels }) => selects(selector, labels));
    return first?.spec.containers[0]?.ports?.map(({ name, containerPort }) => [name, containerPort]);
  }

  it('of budgets find the pods that are more than one', () => {
    expect(budgets.map((each) => [nameOf(each), found(each.spec?.selector?.matchLabels)])).toEqual([
      [intake, [intake]],
      [worker, [worker]],
    ]);
  });

  it('of the service monitor find both services of ours', () => {
    const [monitor] = ofKind<{ kind: string; spec: { selector: V1LabelSelector } }>(
      'ServiceMonitor',
      resources,
    );
    const hit = services.filter(({ metadata }) =>
      selects(monitor?.spec.selector.matchLabels ?? {}, metadata?.labels ?? {}),
    );
    expect(hit.map(nameOf)).toEqual(['stormfold', worker]);
  });
});

describe('network policies', () => {
  it('apply to the pods that they are for', () => {
    const where = policies.map((each) => [nameOf(each), found(each.spec?.podSelector?.matchLabels)]);
    expect(Object.fromEntries(where)).toEqual({
      'stormfold-deny': [intake, worker, redis],
      'stormfold-clients': [intake, worker],
      'stormfold-dns': [intake, worker],
      'stormfold-redis': [intake, worker],
      'stormfold-api-server': [worker],
      'stormfold-to-redis': [redis],
    });
  });

  it('deny what no other allows', () => {
    const deny = policies.find((each) => nameOf(each) === 'stormfold-deny');
    const { podSelector: _, ...rest } = deny?.spec ?? {};
    expect(rest).toEqual({ policyTypes: ['Ingress', 'Egress'] });
  });

  it('let in nobody but labelled namespaces, and to Redis nobody but us', () => {
    const from = policies.flatMap((each) =>
      (each.spec?.ingress ?? []).map((rule) => [nameOf(each), peersOf(rule)]),
    );
    expect(Object.fromEntries(from)).toEqual({
      'stormfold-clients': [{ namespaceSelector: { matchLabels: { 'stormfold.io/client': 'true' } } }],
      'stormfold-to-redis': [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'stormfold' } } }],
    });
  });

  // In YAML it is `from`, which client-node renames.
  function peersOf(rule: object): V1NetworkPolicyPeer[] {
    return (rule as { from?: V1NetworkPolicyPeer[] }).from ?? [];
  }

  it('let out to name servers, Redis and the API server alone', () => {
    const out = policies.flatMap((each) =>
      (each.spec?.egress ?? []).map(({ ports = [] }) => [
        nameOf(each),
        ports.map(({ port, protocol }) => `${port}/${protocol}`),
      ]),
    );
    expect(Object.fromEntries(out)).toEqual({
      'stormfold-dns': ['53/UDP', '53/TCP'],
      'stormfold-redis': ['6379/TCP'],
      'stormfold-api-server': ['443/TCP', '6443/TCP'],
    });
  });
});
