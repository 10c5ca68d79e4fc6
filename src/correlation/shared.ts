import type { Facts } from './facts.ts';
import { fromOutside, isErrorOfService, isLack, pullsImage, wantsVolume } from './follows.ts';

/** Something that all of a cluster, or all of a namespace, depends on. */
export interface Shared {
  readonly nameOf: (key: string) => string;
  /** What it and what follows have to have in common. */
  readonly keyOf: (one: Facts) => string;
  /** What is said of the thing itself. */
  readonly isAbout: (one: Facts) => boolean;
  /** What most likely follows from its trouble. */
  readonly follows: (about: readonly Facts[]) => (one: Facts) => boolean;
  /** Fewer things than this may lack something by chance. */
  readonly fewest: number;
  /** What follows ends again and again, and not by its own fault. */
  readonly endsThem?: true;
  /** What else the workloads lack that follow. */
  readonly takesTheirs?: true;
}

/** Programs that do nothing but talk to the API server, and end when they can't. */
const controllers =
  /\/(?!.*ingress)[^/]*(?:controller|scheduler|autoscaler|operator|provisioner|cert-manager|external-(?:dns|secrets)|argo-?cd|flux)[^/]*$/;
const ofControlPlane = new Set([undefined, 'kube-system', 'openshift-etcd']);

const controlPlane: Shared = {
  ...ofCluster('the API server'),
  isAbout: ({ words, resource, episode: { labels } }) =>
    /kube ?api|api ?server|kube ?client/.test(words) ||
    labels['job'] === 'apiserver' ||
    (/\betcd\b/.test(words) && ofControlPlane.has(resource.namespace)),
  follows: () => (one) => one.symptom !== 'apart' && one.workloads.some((each) => controllers.test(each)),
  fewest: 2,
  endsThem: true,
};

const dns: Shared = {
  ...ofCluster('DNS in the cluster'),
  isAbout: (one) => isIn(one, /core ?dns|kube ?dns|\bcluster dns/, /\/kube-system\/(?:coredns|kube-dns)$/),
  follows: (about) => {
    // Slow answers alone break nothing.
    const isAway = about.some((one) => one.symptom === 'failing' || isLack(one));
    return (one) => isAway && isErrorOfService(one);
  },
  fewest: 3,
};

const quota: Shared = {
  nameOf: (namespace) => (namespace === '' ? 'a quota' : `the quota of namespace ${namespace}`),
  keyOf: ({ resource }) => resource.namespace ?? '',
  isAbout: ({ resource }) => resource.kind === 'ResourceQuota',
  // What runs already has its share.
  follows: () => (one) => one.symptom === 'waiting' && one.node === undefined,
  fewest: 2,
  takesTheirs: true,
};

const registry: Shared = {
  ...ofCluster('the registry of images'),
  isAbout: (one) =>
    !/(?:schema|service) registry/.test(one.words) &&
    isIn(
      one,
      /\bregistry\b|harbor|artifactory|docker ?hub|\bquay\b/,
      /\/(?:docker-)?(?:registry|harbor-[a-z]+)$/,
    ),
  follows: () => pullsImage,
  fewest: 2,
  ...{ endsThem: true, takesTheirs: true },
};

const storage: Shared = {
  ...ofCluster('what volumes are on'),
  isAbout: (one) =>
    isIn(
      one,
      /\bceph|\brook\b|longhorn|portworx|openebs|gluster|linstor|\bcsi\b|\bnfs\b|(?:storage|volume) ?(?:backend|provider|array|cluster|plugin|provisioner)/,
      /\/[^/]*(?:ceph|longhorn|portworx|openebs|csi|nfs)[^/]*$/,
    ),
  follows: () => wantsVolume,
  fewest: 3,
  ...{ endsThem: true, takesTheirs: true },
};

const ingress: Shared = {
  ...ofCluster('the way into the cluster'),
  isAbout: (one) =>
    (one.symptom === 'failing' || isLack(one)) &&
    isIn(
      one,
      /ingress ?(?:nginx|controller)|traefik/,
      /\/[^/]*(?:ingress|traefik|haproxy|envoy|contour)[^/]*$/,
    ),
  follows: () => (one) => isErrorOfService(one) && fromOutside(one),
  fewest: 3,
};

const egress: Shared = {
  ...ofCluster('the way out of the cluster'),
  isAbout: (one) =>
    isIn(
      one,
      /\bnat\b|egress|\bwan\b|uplink|\binternet\b|network ?(?:partition|outage)/,
      /\/[^/]*egress[^/]*$/,
    ),
  follows: () => isErrorOfService,
  fewest: 3,
};

/** Asked in this order. */
export const allShared: readonly Shared[] = [controlPlane, dns, quota, registry, storage, ingress, egress];

function ofCluster(name: string): Pick<Shared, 'nameOf' | 'keyOf'> {
  return { nameOf: () => name, keyOf: () => '' };
}

function isIn({ symptom, words, workloads }: Facts, names: RegExp, workload: RegExp): boolean {
  return symptom !== 'apart' && (names.test(words) || workloads.some((each) => workload.test(each)));
}
