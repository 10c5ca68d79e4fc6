import type { Labels } from '../alert/alert.ts';
import { refKey } from '../alert/topology.ts';
import { patternOf } from '../storm/pattern.ts';
import type { Facts } from './facts.ts';
import { type Found, spoken } from './found.ts';
import { spells } from './timeline.ts';

type Own = Pick<Found, 'kind' | 'name'> & { readonly reason: string };

/** So many of the same do not begin by chance at the same time. */
const fewestAtOnce = 3;

/**
 * What is left is of one cause where it is about one workload, one claim or one and the same node, and began in time. Where
 * nothing is known but what it is called, its pattern decides, as without correlation.
 */
export function leftCauses(facts: readonly Facts[], withinMs: number): readonly Found[] {
  const [apart, others] = [facts.filter(isApart), facts.filter((one) => !isApart(one))];
  const many = manyAtOnce(apart, withinMs);
  const taken = new Set(many.flatMap(({ members }) => members.map(({ one }) => one)));
  return [
    ...many,
    ...foundBy(
      apart.filter((one) => !taken.has(one)),
      apartOf,
      withinMs,
    ),
    ...foundBy(others, ownAmong(others), withinMs),
  ];
}

function isApart({ alone, symptom }: Facts): boolean {
  return alone || symptom === 'apart';
}

function foundBy(facts: readonly Facts[], own: (one: Facts) => Own, withinMs: number): readonly Found[] {
  const byName = Map.groupBy(
    facts.map((one) => ({ one, own: own(one) })),
    ({ own: { kind, name } }) => `${kind} ${name}`,
  );
  return [...byName.values()].flatMap((some) =>
    spells(some, ({ one }) => one.episode.startsAtMs, withinMs).flatMap((spell) => {
      const [first] = spell;
      const members = spell.map(({ one, own: { reason } }) => ({ one, reason }));
      return first ? [{ kind: first.own.kind, name: first.own.name, members }] : [];
    }),
  );
}

/** No outage brings them about; but a clock that all go by, or certificates of one day, have one cause. */
function manyAtOnce(apart: readonly Facts[], withinMs: number): readonly Found[] {
  const some = apart.filter(({ alone }) => !alone);
  return foundBy(some, patternCause, withinMs).flatMap(({ name, members }) => {
    const { size } = new Set(members.map(({ one }) => refKey(one.resource)));
    const reason = `${size} things began to complain of the same in the same time`;
    return size < fewestAtOnce
      ? []
      : [{ kind: 'pattern' as const, name, members: members.map(({ one }) => ({ one, reason })) }];
  });
}

function apartOf(one: Facts): Own {
  const { alone, alertname, episode, resource } = one;
  if (alone) {
    const reason = 'the configuration keeps it apart from all others';
    return { kind: 'alert', name: `alert ${episode.id}`, reason };
  }
  if (isUnknown(one)) return patternCause(one);
  return {
    kind: 'alert',
    name: `${alertname} of ${spoken(refKey(resource))}`,
    reason: 'what it complains of has nothing to do with an outage',
  };
}

/** What it calls comes before what it is, where that is in trouble. */
function ownAmong(facts: readonly Facts[]): (one: Facts) => Own {
  const names = namesByInstance(facts);
  const troubled = new Set(facts.filter(isInTrouble).flatMap(({ workloads }) => workloads));
  return (one) => {
    const { dependsOn, episode } = one;
    if (dependsOn === undefined || !troubled.has(dependsOn) || isInTrouble(one)) return ownOf(one, names);
    const own = aboutWorkload(dependsOn, episode.labels);
    return { ...own, reason: `it says that it calls ${own.name}, which is in trouble` };
  };
}

/** What is said of each instance. */
function namesByInstance(facts: readonly Facts[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { instance, alertname } of facts)
    if (instance !== undefined) names.set(instance, (names.get(instance) ?? new Set()).add(alertname));
  return names;
}

function isInTrouble({ symptom }: Facts): boolean {
  return ['down', 'failing', 'waiting'].includes(symptom);
}

function ownOf(one: Facts, names: ReadonlyMap<string, ReadonlySet<string>>): Own {
  const { workloads, aboutNode, node, claims, instance, episode, resource } = one;
  if (aboutNode) return about('node', `node ${node}`);
  const [workload] = workloads.toSorted();
  if (workload !== undefined) return aboutWorkload(workload, episode.labels);
  const [claim] = claims;
  if (claim !== undefined) return about('claim', spoken(claim));
  if (resource.kind === 'PersistentVolume') return about('claim', spoken(refKey(resource)));
  // Alone, one of many that were scraped says no more than its pattern.
  if (instance !== undefined && (names.get(instance)?.size ?? 0) > 1)
    return about('workload', `instance ${instance}`);
  return isUnknown(one) ? patternCause(one) : about('alert', spoken(refKey(resource)));
}

function aboutWorkload(workload: string, labels: Labels): Own {
  return about('workload', [spoken(workload), insideOf(labels, workload)].filter(Boolean).join(' '));
}

function about(kind: Own['kind'], name: string): Own {
  return { kind, name, reason: `it is about ${name}` };
}

/** Neither what it is about, nor anything around that. */
function isUnknown({ resource, aboutNode, workloads, claims }: Facts): boolean {
  if (aboutNode || workloads.length > 0 || claims.length > 0) return false;
  return resource.kind === 'Unknown' || resource.kind === 'Node';
}

function patternCause({ episode }: Facts): Own {
  const { text, labels } = patternOf(episode.labels);
  const place = labels['namespace'] === undefined ? '' : ' in the same namespace';
  return {
    kind: 'pattern',
    name: text,
    reason: `the same alertname${place}, and nothing else is known of it`,
  };
}

/** What an exporter tells of things inside of what it watches, which have nothing to do with each other. */
const insideLabels = [
  ...['queue', 'queue_name', 'topic', 'consumergroup', 'datname', 'database', 'bucket', 'index', 'vhost'],
  ...[
    'server',
    'target',
    'dbinstance_identifier',
    'cache_cluster_id',
    'load_balancer',
    'function_name',
    'instance_id',
  ],
];

/** What the workload is called itself is nothing inside of it. */
function insideOf(labels: Labels, workload: string): string | undefined {
  const own = workload.slice(workload.lastIndexOf('/') + 1);
  const name = insideLabels.find((each) => labels[each] && !labels[each].startsWith(own));
  return name === undefined ? undefined : `${name}=${labels[name]}`;
}
