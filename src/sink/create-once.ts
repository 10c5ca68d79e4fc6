import type { Resource } from './resource.ts';
import { successorName } from './resource-name.ts';
import { metadataKeys } from './resource-type.ts';
import { SinkError, type Submitted } from './sink.ts';

/** What stands under a name already: as much of it as says whose it is. */
export interface Existing {
  readonly stormId: string | undefined;
  readonly specHash: string | undefined;
}

/** Writes a manifest if nothing has its name, in one step that cannot write over anything. */
export type Create = (manifest: Resource) => Promise<'created' | Existing>;

const mostSuccessors = 99;

/**
 * Creates the resource, or finds that an earlier try has. The same storm with another spec means that Redis lost its last
 * second and the storm was sealed again with other members: both are true, so the second stands beside the first.
 * Anything else under our name belongs to somebody, and is not ours to touch.
 */
export async function createOnce(manifest: Resource, create: Create): Promise<Submitted> {
  const own = identityOf(manifest);
  for (let n = 1; n <= mostSuccessors; n++) {
    const name = successorName(manifest.metadata.name, n);
    const outcome = await create({ ...manifest, metadata: { ...manifest.metadata, name } });
    if (outcome === 'created') return { name, created: true };
    if (outcome.stormId !== own.stormId) throw takenError(name, outcome);
    if (outcome.specHash === own.specHash) return { name, created: false };
  }
  throw new SinkError(`${mostSuccessors} resources of storm ${own.stormId} exist, each with another spec`, {
    verdict: 'never',
    reason: 'conflict',
    advice: 'Find out why the storm is sealed over and over, delete the resources that are wrong, then retry',
  });
}

/** Whose a resource is, from whatever was read back. The annotation first: a label can be edited by a selector's owner. */
export function identityOf(resource: unknown): Existing {
  const metadata = objectAt(resource, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  const stormId = annotations[metadataKeys.stormId] ?? objectAt(metadata, 'labels')[metadataKeys.stormId];
  return { stormId: textOf(stormId), specHash: textOf(annotations[metadataKeys.specHash]) };
}

function takenError(name: string, { stormId }: Existing): SinkError {
  const owner = stormId === undefined ? 'something that is not a storm of ours' : `storm ${stormId}`;
  return new SinkError(`the name ${name} is taken by ${owner}`, {
    verdict: 'never',
    reason: 'conflict',
    advice: `Look at ${name}; rename or delete it if nobody needs it, then retry this storm`,
  });
}

function objectAt(value: unknown, key: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  const found: unknown = (value as Record<string, unknown>)[key];
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
