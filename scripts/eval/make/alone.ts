import type { Topology, Truth } from '../format.ts';
import type { KnownIncident } from '../incident.ts';
import { buildWorld } from './build.ts';
import { play } from './record.ts';
import type { Script } from './spec.ts';
import { Stage } from './stage.ts';

/** Some causes of a script that are played without the others. */
export interface Part {
  readonly name: string;
  readonly causes: ReadonlySet<string>;
}

type Member = Truth['causes'][string]['members'][number];

/** Each cause by itself, and those beside the incident together. */
export function partsOf(script: Script): Part[] {
  const stage = new Stage(buildWorld(script.conventions, script.cluster));
  script.play(stage);
  const own = stage.causes.filter(({ background }) => !background).map(({ id }) => id);
  const beside = stage.causes.filter(({ background }) => background).map(({ id }) => id);
  return [
    ...own.map((id) => ({ name: id, causes: new Set([id]) })),
    { name: 'what is beside', causes: new Set(beside) },
  ];
}

/**
 * Plays a part of an incident and tells in what it differs from the recording: an alert that only comes with the other causes
 * has the wrong one in the truth, and so has one that comes without the cause that it has there.
 */
export async function differences(script: Script, part: Part, recorded: KnownIncident): Promise<string[]> {
  const played = await play(script, (id) => part.causes.has(id));
  return compare(part, membersOf(recorded.truth), recorded.incident.topology, played);
}

interface WithCause {
  readonly cause: string;
  readonly member: Member;
}

/** By name and what made the pod: pods made later have other names when fewer were made before them. */
export function compare(
  { causes }: Part,
  whole: readonly WithCause[],
  topology: Topology,
  alone: { readonly truth: Truth; readonly topology: Topology },
): string[] {
  const owned = whole.filter(({ cause }) => causes.has(cause));
  const shared = whole.filter(({ member: { also = [] } }) => also.some((cause) => causes.has(cause)));
  const nameIn = (of: Topology) => (one: WithCause) => nameOf(one.member, of);
  const expected = new Set(owned.map(nameIn(topology)));
  const allowed = expected.union(new Set(shared.map(nameIn(topology))));
  const found = new Set(membersOf(alone.truth).map(nameIn(alone.topology)));
  return [
    ...[...expected.difference(found)].map((name) => `${name} does not fire by this alone`),
    ...[...found.difference(allowed)].map((name) => `${name} fires by this, and has another cause or none`),
  ];
}

export function membersOf({ causes, unrelated }: Truth): WithCause[] {
  const several = Object.entries(causes).flatMap(([cause, { members }]) =>
    members.map((member) => ({ cause, member })),
  );
  return [...several, ...unrelated.map((member) => ({ cause: member.causeId, member }))];
}

function nameOf({ alertname, object }: Member, { pods }: Topology): string {
  const pod = pods.find(({ namespace, name }) => object === `pod/${namespace}/${name}`);
  return pod
    ? `${alertname} of pods of ${pod.namespace}/${pod.owners.at(-1)?.name ?? pod.name}`
    : `${alertname} of ${object}`;
}
