import type { Cause, CorrelationSettings } from './cause.ts';
import type { Facts } from './facts.ts';

/** Something that all of a cluster, or all of a namespace, depends on. */
interface Shared {
  readonly name: string;
  /** What is said of the thing itself. */
  readonly isAbout: (one: Facts) => boolean;
  /** What most likely follows from its trouble. */
  readonly follows: (one: Facts, about: readonly Facts[]) => boolean;
  /** Fewer things than this may lack something by chance. */
  readonly fewest: number;
  /** What follows ends again and again, and not by its own fault. */
  readonly endsThem?: true;
}

const apiNames = /kube-?api|api-?server|kube-?client/i;
const controllers = /\/[^/]*(?:controller|scheduler|autoscaler|operator)[^/]*$/;
const dnsNames = /coredns|kube-?dns/i;
const dnsWorkload = /\/kube-system\/(?:coredns|kube-dns)$/;

const allShared: readonly Shared[] = [
  {
    name: 'the API server',
    isAbout: (one) => apiNames.test(nameOf(one)) || one.episode.labels['job'] === 'apiserver',
    // Controllers do nothing but talk to it, and end when they can't.
    follows: (one) => one.symptom !== 'apart' && one.workloads.some((each) => controllers.test(each)),
    fewest: 2,
    endsThem: true,
  },
  {
    name: 'DNS in the cluster',
    isAbout: (one) =>
      one.symptom !== 'apart' &&
      (dnsNames.test(nameOf(one)) || one.workloads.some((each) => dnsWorkload.test(each))),
    follows: (one, about) => isErrorOfService(one) && about.some(({ symptom }) => symptom === 'failing'),
    fewest: 3,
  },
  {
    name: 'a quota',
    isAbout: ({ resource }) => resource.kind === 'ResourceQuota',
    // What runs already has its share.
    follows: (one, about) =>
      one.symptom === 'waiting' &&
      one.node === undefined &&
      about.some(({ resource }) => resource.namespace === one.resource.namespace),
    fewest: 2,
  },
];

function nameOf({ episode }: Facts): string {
  return episode.labels['alertname'] ?? '';
}

const errors = /error|fail|burn|5xx|probe|unavailable/i;

function isErrorOfService(one: Facts): boolean {
  const ofJob = one.workloads.some((each) => /^(?:Cron)?Job\//.test(each));
  return one.symptom === 'other' && !one.aboutNode && !one.pod && !ofJob && errors.test(nameOf(one));
}

/** Causes that many depend on. */
export function sharedCauses(facts: readonly Facts[], { withinMs }: CorrelationSettings): readonly Cause[] {
  const free = new Set(facts);
  return allShared.flatMap((shared) => {
    const about = [...free].filter(shared.isAbout);
    if (about.length === 0) return [];
    for (const one of about) free.delete(one);
    const taken = followersOf(shared, about, free, withinMs);
    for (const one of taken) free.delete(one);
    return [causeOf(shared, about, taken)];
  });
}

/** What follows within the time, unless its workload fails by its own fault; none where they are few. */
function followersOf(
  { follows, fewest, endsThem }: Shared,
  about: readonly Facts[],
  free: ReadonlySet<Facts>,
  withinMs: number,
): readonly Facts[] {
  const startMs = Math.min(...about.map(({ episode }) => episode.startsAtMs));
  const failing = new Set(
    [...free]
      .filter(({ symptom, pod }) => pod && symptom === 'failing')
      .flatMap(({ workloads }) => workloads),
  );
  const found = [...free].filter((one) => {
    const afterMs = one.episode.startsAtMs - startMs;
    const isItsOwn = !endsThem && one.workloads.some((each) => failing.has(each));
    return afterMs >= 0 && afterMs <= withinMs && !isItsOwn && follows(one, about);
  });
  return thingsIn(found) >= fewest ? found : [];
}

function thingsIn(facts: readonly Facts[]): number {
  return new Set(facts.flatMap(({ workloads, episode }) => (workloads.length > 0 ? workloads : [episode.id])))
    .size;
}

function causeOf({ name }: Shared, about: readonly Facts[], taken: readonly Facts[]): Cause {
  const things = thingsIn(taken);
  return {
    kind: 'shared',
    name,
    members: [
      ...about.map(({ episode }) => ({ id: episode.id, reason: `it is about ${name}` })),
      ...taken.map(({ episode }) => ({
        id: episode.id,
        reason: `one of ${things} that began to lack the same after ${name} had trouble`,
      })),
    ],
  };
}
