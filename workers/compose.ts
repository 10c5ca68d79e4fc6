import { formatKept, parseKept } from '../src/sink/kept.ts';
import { buildManifests } from '../src/sink/manifests.ts';
import { resourceNameOf } from '../src/sink/manifest.ts';
import type { Resource } from '../src/sink/resource.ts';
import { SnapshotBuilder } from '../src/storm/snapshot.ts';
import type { Storm, StormMember } from '../src/storm/storm.ts';
import type { WorkerContext } from './context.ts';

/**
 * The resources of a sealed storm: one, or one for each alert where its rule says so. Written down before the first try,
 * so that every try submits the same bytes.
 */
export async function resourcesOf(context: WorkerContext, storm: Storm): Promise<readonly Resource[]> {
  const { reader } = context.instance;
  const kept = await reader.manifest(storm.id);
  if (kept !== undefined) return parseKept(kept);
  const text = formatKept(await compose(context, storm));
  return parseKept(await reader.keepManifest(storm.id, text));
}

async function compose({ instance, resourceOf }: WorkerContext, storm: Storm): Promise<readonly Resource[]> {
  const { reader, config } = instance;
  const builder = new SnapshotBuilder();
  const members: StormMember[] = [];
  for await (const page of reader.sealedMembers(storm)) {
    builder.add(page);
    if (storm.fate === 'each') members.push(...page);
  }
  const snapshot = builder.build(storm, await reader.samples(storm));
  const previousName = await previousNameOf(instance, storm);
  const { namespace } = config.sink;
  const options = {
    ...(namespace !== undefined && { namespace }),
    ...(previousName !== undefined && { previousName }),
    instance: config.prefix,
  };
  return buildManifests(snapshot, options, members).map((manifest) => resourceOf?.(manifest) ?? manifest);
}

async function previousNameOf(
  { reader }: WorkerContext['instance'],
  storm: Storm,
): Promise<string | undefined> {
  if (storm.previousId === undefined) return undefined;
  const previous = await reader.storm(storm.previousId);
  // Whether it was dropped is not known any more, or it was: a name that leads nowhere is worse than none.
  if (!previous || previous.fate === 'drop') return undefined;
  const { resourceName, fate, pattern, id } = previous;
  return resourceName ?? (fate === 'each' ? undefined : resourceNameOf(pattern, id));
}
