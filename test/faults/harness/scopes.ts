import { CounterReader } from '../../../src/redis/counters.ts';
import { type PartitionKeys, keysFor } from '../../../src/redis/keys.ts';
import type { AlertStormManifest } from '../../../src/sink/manifest.ts';
import { causeStormId } from '../../../src/storm/cause-storm.ts';
import type { World } from './world.ts';

const partitions = 4;

/** What the storms of scopes came to. */
export interface Scopes {
  /** By the id of a cause's storm, the one that it was divided from. */
  readonly scopeIds: ReadonlyMap<string, string>;
  readonly faults: readonly string[];
}

interface Divided {
  readonly id: string;
  readonly into: readonly string[];
  /** Keys of it that should be gone, or that will not go by themselves. */
  readonly left: readonly string[];
}

/** Each storm of a scope is divided, whole, into storms that have a resource each, and nothing else is left of it. */
export async function checkScopes(world: World, resources: readonly AlertStormManifest[]): Promise<Scopes> {
  const keys = keysFor(world.prefix);
  const places = Array.from({ length: partitions }, (_, i) => keys.partition(i));
  const scopes = (await Promise.all(places.map((place) => dividedIn(world, place)))).flat();
  const scopeIds = new Map(scopes.flatMap(({ id, into }) => into.map((each) => [each, id] as const)));
  const ids = resources.map(({ metadata }) => metadata.labels['stormfold.io/storm-id'] ?? '');
  const into = scopes.flatMap((scope) => scope.into);
  const faults = [
    ...scopes.flatMap(({ left }) => left.map((key) => `left of a scope's storm: ${key}`)),
    ...into.filter((id) => !ids.includes(id)).map((id) => `no resource stands for storm ${id}`),
    ...ids.filter((id) => !scopeIds.has(id)).map((id) => `storm ${id} is of no scope`),
    ...(into.length > scopeIds.size ? ['a storm is divided from two'] : []),
    ...resources.flatMap((resource) => misnamed(resource, scopeIds)),
    ...(await uncounted(world, scopes)),
  ];
  return { scopeIds, faults };
}

async function dividedIn({ redis }: World, place: PartitionKeys): Promise<Divided[]> {
  const { client } = redis;
  const ids = await client.zrange(place.storms('divided'), '0', '-1');
  return Promise.all(
    ids.map(async (id) => {
      const { record, plan, members, samples, ...others } = place.storm(id);
      const into = (await client.hget(record, 'dividedInto')) ?? '';
      const lives = await Promise.all(
        [record, plan, members, samples].map(async (key) => ({ key, ms: await client.pttl(key) })),
      );
      const gone = await Promise.all(
        Object.values(others).map(async (key) => ({ key, is: (await client.exists(key)) === 0 })),
      );
      const left = [
        // For a while its alerts tell what comes later of the same causes; -2: by now they are gone.
        ...lives.filter(({ key, ms }) => ms === -1 || (ms < 0 && key === record)).map(({ key }) => key),
        ...gone.filter(({ is }) => !is).map(({ key }) => key),
      ];
      return { id, into: into.split(',').filter(Boolean), left };
    }),
  );
}

/** A try that knows nothing of another one must come to the same: an id by what it holds, and a name by the id. */
function misnamed(
  { metadata, spec }: AlertStormManifest,
  scopeIds: ReadonlyMap<string, string>,
): readonly string[] {
  const id = metadata.labels['stormfold.io/storm-id'] ?? '';
  const [first = ''] = spec.members.toSorted();
  const isOwn = id === causeStormId(scopeIds.get(id) ?? id, first);
  return isOwn && metadata.name.endsWith(id.slice(-13))
    ? []
    : [`${metadata.name} of ${first} is storm ${id}`];
}

/** That the sums of storms agree with the storms. */
async function uncounted(world: World, scopes: readonly Divided[]): Promise<string[]> {
  const keys = keysFor(world.prefix);
  const { opened = 0 } = await new CounterReader(world.redis.client, keys, partitions).read();
  const counted = await Promise.all(
    Array.from({ length: partitions }, (_, i) =>
      world.redis.client.hget(keys.partition(i).counters, 'dividedStorms'),
    ),
  );
  const divided = counted.reduce((sum, n) => sum + Number(n ?? 0), 0);
  if (divided === scopes.length && opened <= divided) return [];
  return [`${opened} opened, ${divided} counted as divided, ${scopes.length} divided`];
}
