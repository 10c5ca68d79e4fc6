import type { CorrelationSettings, Cause } from './correlate.ts';
import type { Facts } from './facts.ts';

/** Things that all of a cluster, or all of a namespace, depends on: what is said of them, and what they take along. */
interface Shared {
  readonly name: string;
  /** What is said of the thing itself. */
  readonly isAbout: (one: Facts) => boolean;
  /** What most likely follows from its trouble. */
  readonly follows: (one: Facts, about: readonly Facts[]) => boolean;
  /** Fewer things than this that follow may do so by chance. */
  readonly fewest: number;
}

const alertName = ({ episode }: Facts) => episode.labels['alertname'] ?? '';
const failsToAnswer = /error|fail|burn|5xx|probe|unavailable/i;
const isErrorOfService = (one: Facts) =>
  !one.aboutNode &&
  !one.pod &&
  one.symptom === 'other' &&
  failsToAnswer.test(alertName(one)) &&
  !one.workloads.some((each) => /^(Job|CronJob)\//.test(each));
const workloadsMatch =
  (pattern: RegExp) =>
  ({ workloads }: Facts) =>
    workloads.some((each) => pattern.test(each));

const shared: readonly Shared[] = [
  {
    name: 'the API server',
    isAbout: (one) =>
      /kube-?api|api-?server|kube-?client/i.test(alertName(one)) || one.episode.labels['job'] === 'apiserver',
    follows: () => false,
    fewest: 0,
  },
  {
    name: 'DNS in the cluster',
    isAbout: (one) =>
      one.symptom !== 'apart' &&
      (workloadsMatch(/\/kube-system\/(coredns|kube-dns)$/)(one) ||
        /coredns|kube-?dns/i.test(alertName(one))),
    follows: (one, about) => about.some(({ symptom }) => symptom === 'failing') && isErrorOfService(one),
    fewest: 3,
  },
  {
    name: 'a quota',
    isAbout: ({ resource }) => resource.kind === 'ResourceQuota',
    follows: (one, about) =>
      one.symptom === 'waiting' &&
      one.node === undefined &&
      about.some(({ resource }) => resource.namespace === namespaceIn(one)),
    fewest: 2,
  },
];

function namespaceIn({ resource }: Facts): string | undefined {
  return resource.namespace;
}

/** Causes that many depend on. */
export function sharedCauses(facts: readonly Facts[], { withinMs }: CorrelationSettings): readonly Cause[] {
  const free = new Set(facts);
  return shared.flatMap((one) => {
    const about = [...free].filter(one.isAbout);
    const [first] = about;
    if (!first) return [];
    const failing = new Set(
      [...free]
        .filter(({ symptom, pod }) => pod && symptom === 'failing')
        .flatMap(({ workloads }) => workloads),
    );
    const startMs = first.episode.startsAtMs;
    const following = [...free].filter((each) => {
      const afterMs = each.episode.startsAtMs - startMs;
      return (
        !about.includes(each) &&
        afterMs >= 0 &&
        afterMs <= withinMs &&
        !each.workloads.some((of) => failing.has(of)) &&
        one.follows(each, about)
      );
    });
    const many = new Set(
      following.flatMap(({ workloads, episode }) => (workloads.length > 0 ? workloads : [episode.id])),
    );
    const taken = many.size >= one.fewest ? following : [];
    for (const each of [...about, ...taken]) free.delete(each);
    return [
      {
        name: one.name,
        members: [
          ...about.map(({ episode }) => ({ id: episode.id, reason: `about ${one.name}` })),
          ...taken.map(({ episode }) => ({
            id: episode.id,
            reason: `${many.size} things lacked the same after ${one.name} had trouble`,
          })),
        ],
      },
    ];
  });
}
