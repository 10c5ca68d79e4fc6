import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ownersByPodName, withOwners } from '../../src/alert/owner-names.ts';

const namespace = 'shop';

/** What a pod of this name belongs to, as `ReplicaSet/api-7d9f8b6c5 Deployment/api`. */
function owners(name: string, where = namespace): string {
  const found = ownersByPodName({ kind: 'Pod', namespace: where, name });
  return found.map((ref) => `${ref.kind}/${ref.name}`).join(' ');
}

describe('the owners of a pod by its name', () => {
  it.each([
    ['api-7d9f8b6c5-x2x4z', 'ReplicaSet/api-7d9f8b6c5 Deployment/api'],
    ['shop-api-0-86bl7l852-28htd', 'ReplicaSet/shop-api-0-86bl7l852 Deployment/shop-api-0'],
    ['web-v2-6b8d59f4cd-zz9mp', 'ReplicaSet/web-v2-6b8d59f4cd Deployment/web-v2'],
    ['web-5d6f78-k8k2v', 'ReplicaSet/web-5d6f78 Deployment/web'],
    ['web-bcdfbcdf-k8k2v', 'ReplicaSet/web-bcdfbcdf Deployment/web'],
    ['cilium-kn4mv', 'DaemonSet/cilium'],
    ['csi-node-svg4g', 'DaemonSet/csi-node'],
    ['ingress-https-svg4g', 'DaemonSet/ingress-https'],
    ['rate-kpwrst-svg4g', 'DaemonSet/rate-kpwrst'],
    ['api-7d9f8b6c5-x2x4a', 'ReplicaSet/api-7d9f8b6c5 Deployment/api'],
    ['shop-api-1-7f8d9c6b5a-4zf1', 'ReplicaSet/shop-api-1-7f8d9c6b5a Deployment/shop-api-1'],
    ['db-0', 'StatefulSet/db'],
    ['prometheus-main-11', 'StatefulSet/prometheus-main'],
    ['nightly-29087460-x2x4z', 'Job/nightly-29087460 CronJob/nightly'],
    ['nightly-29287465-x2x4z', 'Job/nightly-29287465 CronJob/nightly'],
  ])('%s: %s', (name, expected) => {
    expect(owners(name)).toBe(expected);
  });

  it.each([
    ['a word', 'api-7d9f8b6c5-blue'],
    ['behind a date', 'api-20260412-x2x40'],
    ['behind a word', 'api-backup-x2x40'],
    ['nothing but a hash', 'x2x4z'],
    ['a word', 'grafana'],
    ['a number with a zero in front', 'backup-007'],
    ['a date', 'backup-20260412'],
    ['a number that no set reaches', 'runner-88231'],
  ])('are none where the end is %s: %s', (_, name) => {
    expect(owners(name)).toBe('');
  });

  it('are none for the static pods of a control plane, which end in the name of a node', () => {
    expect(owners('kube-apiserver-master-0', 'kube-system')).toBe('');
    expect(owners('etcd-master-0', 'kube-system')).toBe('');
    expect(owners('etcd-0', 'shop')).toBe('StatefulSet/etcd');
    expect(owners('kube-proxy-j24bz', 'kube-system')).toBe('DaemonSet/kube-proxy');
  });

  it('stand in the namespace of the pod, or in none', () => {
    expect(ownersByPodName({ kind: 'Pod', namespace, name: 'db-0' })).toEqual([
      { kind: 'StatefulSet', namespace, name: 'db' },
    ]);
    expect(ownersByPodName({ kind: 'Pod', name: 'db-0' })).toEqual([{ kind: 'StatefulSet', name: 'db' }]);
  });

  it('are found in every name that Kubernetes makes of a template', () => {
    const safe = fc.constantFrom(...'bcdfghjklmnpqrstvwxz2456789'.split(''));
    const hash = (least: number, most: number) =>
      fc.string({ unit: safe, minLength: least, maxLength: most });
    const made = fc.record({ app: fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,20}[a-z0-9])?$/) });
    fc.assert(
      fc.property(made, hash(8, 10), hash(5, 5), ({ app }, template, pod) => {
        fc.pre(!/^[23]\d{7}$/.test(template));
        expect(owners(`${app}-${template}-${pod}`)).toBe(`ReplicaSet/${app}-${template} Deployment/${app}`);
      }),
      { seed: 20261127 },
    );
  });
});

describe('the owners of a workload by its name', () => {
  const names = (kind: string, name: string) => withOwners({ kind, namespace, name }).map((ref) => ref.name);

  it('are told of ReplicaSets and of scheduled Jobs alone', () => {
    expect(names('ReplicaSet', 'api-7d9f8b6c5')).toEqual(['api-7d9f8b6c5', 'api']);
    expect(names('ReplicaSet', 'frontend')).toEqual(['frontend']);
    expect(names('Job', 'nightly-29087460')).toEqual(['nightly-29087460', 'nightly']);
    expect(names('Job', 'migrate-2')).toEqual(['migrate-2']);
    expect(names('Deployment', 'api-7d9f8b6c5')).toEqual(['api-7d9f8b6c5']);
  });
});
