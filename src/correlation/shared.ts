import type { Facts } from './facts.ts';

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
}

const apiNames = /kube ?api|api ?server|kube ?client/;
const controllers = /\/[^/]*(?:controller|scheduler|autoscaler|operator)[^/]*$/;
const dnsNames = /core ?dns|kube ?dns/;
const dnsWorkload = /\/kube-system\/(?:coredns|kube-dns)$/;

export const allShared: readonly Shared[] = [
  {
    ...ofCluster('the API server'),
    isAbout: (one) => apiNames.test(one.words) || one.episode.labels['job'] === 'apiserver',
    // Controllers do nothing but talk to it, and end when they can't.
    follows: () => (one) => one.symptom !== 'apart' && one.workloads.some((each) => controllers.test(each)),
    fewest: 2,
    endsThem: true,
  },
  {
    ...ofCluster('DNS in the cluster'),
    isAbout: (one) =>
      one.symptom !== 'apart' &&
      (dnsNames.test(one.words) || one.workloads.some((each) => dnsWorkload.test(each))),
    follows: (about) => {
      const fails = about.some(({ symptom }) => symptom === 'failing');
      return (one) => fails && isErrorOfService(one);
    },
    fewest: 3,
  },
  {
    nameOf: (namespace) => (namespace === '' ? 'a quota' : `the quota of namespace ${namespace}`),
    keyOf: ({ resource }) => resource.namespace ?? '',
    isAbout: ({ resource }) => resource.kind === 'ResourceQuota',
    // What runs already has its share.
    follows: () => (one) => one.symptom === 'waiting' && one.node === undefined,
    fewest: 2,
  },
];

function ofCluster(name: string): Pick<Shared, 'nameOf' | 'keyOf'> {
  return { nameOf: () => name, keyOf: () => '' };
}

const errors = /error|fail|burn|5xx|probe|unavailable/;

function isErrorOfService(one: Facts): boolean {
  const ofJob = one.workloads.some((each) => /^(?:Cron)?Job\//.test(each));
  return one.symptom === 'other' && !one.aboutNode && !one.pod && !ofJob && errors.test(one.words);
}
