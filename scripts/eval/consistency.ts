import { type KnownIncident, type MemberKey, counts, keyOf } from './incident.ts';

type Member =
  KnownIncident['truth']['unrelated'][number] | KnownIncident['truth']['causes'][string]['members'][number];

/**
 * What does not fit together in an incident: a score on it would mean nothing. Every firing of the stream stands in exactly
 * one place of the truth, as it was delivered, and what the truth and the topology name is in the topology.
 */
export function inconsistencies(known: KnownIncident): string[] {
  return [...againstStream(known), ...againstTopology(known)];
}

function membersOf({ truth }: KnownIncident): Member[] {
  return [...Object.values(truth.causes).flatMap(({ members }) => members), ...truth.unrelated];
}

function againstStream(known: KnownIncident): string[] {
  const delivered = deliveredOn(known);
  const members = membersOf(known);
  const places = Map.groupBy(members, keyOf);
  const causes = new Set([
    ...Object.keys(known.truth.causes),
    ...known.truth.unrelated.map(({ causeId }) => causeId),
  ]);
  return [
    ...[...delivered.keys()]
      .filter((key) => !places.has(key))
      .map((key) => `${key} was delivered and has no cause`),
    ...[...places].filter(([, some]) => some.length > 1).map(([key]) => `${key} has two causes`),
    ...members.flatMap((member) => {
      const paths = delivered.get(keyOf(member));
      if (!paths)
        return member.firingOn.length > 0 ? [`${keyOf(member)} has a cause and was not delivered`] : [];
      const same = member.firingOn.toSorted().join() === [...paths].toSorted().join();
      return same ? [] : [`${keyOf(member)} was firing on ${[...paths].join() || 'no path'}`];
    }),
    ...members.flatMap(({ also = [] }) =>
      also.filter((cause) => !causes.has(cause)).map((cause) => `there is no cause ${cause}`),
    ),
  ];
}

/** The paths that each firing was delivered on as firing; none, when it came only as resolved. */
function deliveredOn({ recorded }: KnownIncident): ReadonlyMap<MemberKey, ReadonlySet<string>> {
  const entries = recorded.flatMap(({ path, body }) =>
    body.alerts
      .filter(counts)
      .map((alert) => ({ path, key: keyOf(alert), firing: alert.status === 'firing' })),
  );
  return new Map(
    [...Map.groupBy(entries, ({ key }) => key)].map(([key, some]) => [
      key,
      new Set(some.flatMap(({ path, firing }) => (firing ? [path] : []))),
    ]),
  );
}

function againstTopology(known: KnownIncident): string[] {
  const { nodes, pods, pvcs, workloads, hpas, pdbs, services } = known.incident.topology;
  const names = new Set([
    ...nodes.map(({ name }) => `node/${name}`),
    ...pods.map(({ namespace, name }) => `pod/${namespace}/${name}`),
    ...workloads.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`),
  ]);
  const owned = (kind: string) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);
  const named = [
    ...membersOf(known)
      .map(({ object }) => object)
      .filter((object) => /^(?:node|pod|Deployment|StatefulSet|DaemonSet)\//.test(object)),
    ...pods.flatMap(({ node }) => (node === null ? [] : [`node/${node}`])),
    ...pods.flatMap(({ namespace, owners }) =>
      owners.filter(({ kind }) => owned(kind)).map(({ kind, name }) => `${kind}/${namespace}/${name}`),
    ),
    ...pvcs.flatMap(({ namespace, usedBy }) => usedBy.map((name) => `pod/${namespace}/${name}`)),
    ...hpas.map(({ namespace, scaleTargetRef: { kind, name } }) => `${kind}/${namespace}/${name}`),
    ...[...pdbs, ...services].map(({ namespace, selects: { kind, name } }) => `${kind}/${namespace}/${name}`),
  ];
  const unknown = new Set(named).difference(names);
  return [...unknown].map((name) => `${name} is not in the topology`);
}
