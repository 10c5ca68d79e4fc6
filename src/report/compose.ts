import type { Instance } from '../instance.ts';
import { type AlertStormManifest, resourceNameOf } from '../sink/manifest.ts';
import { buildManifests } from '../sink/manifests.ts';
import type { Resource } from '../sink/resource.ts';
import { SnapshotBuilder } from '../storm/snapshot.ts';
import type { Storm, StormMember } from '../storm/storm.ts';

/** What is written for an AlertStorm, where it is something else. Throws a SinkError. */
export type ResourceOf = (storm: AlertStormManifest) => Resource;

/**
 * Every resource of a sealed storm, by its fate: one, one for each alert, or none. The members are as they were at the
 * seal, so that the same storm gives the same resources however late it is asked for.
 */
export async function composeResources(
  instance: Pick<Instance, 'reader' | 'config'>,
  storm: Storm,
  resourceOf: ResourceOf = (manifest) => manifest,
): Promise<readonly Resource[]> {
  const { reader, config } = instance;
  const builder = new SnapshotBuilder();
  const members: StormMember[] = [];
  for await (const page of reader.sealedMembers(storm)) {
    builder.add(page);
    if (storm.fate === 'each') members.push(...page);
  }
  const snapshot = builder.build(storm, await reader.samples(storm));
  const previousName = await previousNameOf(reader, storm);
  const { namespace } = config.sink;
  const options = {
    ...(namespace !== undefined && { namespace }),
    ...(previousName !== undefined && { previousName }),
    instance: config.prefix,
  };
  return buildManifests(snapshot, options, members).map(resourceOf);
}

async function previousNameOf(reader: Instance['reader'], storm: Storm): Promise<string | undefined> {
  if (storm.previousId === undefined) return undefined;
  const previous = await reader.storm(storm.previousId);
  // Whether it was dropped is not known any more, or it was: a name that leads nowhere is worse than none.
  if (!previous || previous.fate === 'drop') return undefined;
  const { resourceName, fate } = previous;
  return resourceName ?? (fate === 'each' ? undefined : resourceNameOf(previous));
}
