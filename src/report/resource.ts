import type { Instance } from '../instance.ts';
import { parseKept } from '../sink/kept.ts';
import type { Resource } from '../sink/resource.ts';
import { causeFateNow, dropReason, fateNow } from '../storm/fate.ts';
import { isScope } from '../storm/scope.ts';
import type { Storm } from '../storm/storm.ts';
import { composeCauses } from './compose-causes.ts';
import { type ResourceOf, composeResources } from './compose.ts';

/**
 * Where a resource comes from. `submitted`: these bytes went out. `composed`: they are written down, and every try to
 * submit the storm sends them. `preview`: nothing is written down, and this is what would be if it were submitted now.
 */
export const resourceSources = ['submitted', 'composed', 'preview'] as const;

export type ResourceReport =
  | {
      readonly source: (typeof resourceSources)[number];
      /** Several where each alert of the storm has its own. */
      readonly resources: readonly Resource[];
    }
  /** It has none and gets none. */
  | { readonly source: 'none'; readonly reason: string };

/** What was written down for a storm before the first try to submit it. */
export async function writtenResources(
  { reader }: Pick<Instance, 'reader'>,
  stormId: string,
): Promise<readonly Resource[] | undefined> {
  const text = await reader.manifest(stormId);
  return text === undefined ? undefined : parseKept(text);
}

/** The resources of a storm, or what they would be by now. Throws a SinkError where the template can't be rendered. */
export async function resourcesNow(
  instance: Pick<
    Instance,
    'redis' | 'keys' | 'reader' | 'config' | 'store' | 'scopes' | 'rules' | 'topologyNow'
  >,
  storm: Storm,
  resourceOf: ResourceOf = (manifest) => manifest,
): Promise<ResourceReport> {
  const written = await writtenResources(instance, storm.id);
  if (written) return { source: storm.state === 'submitted' ? 'submitted' : 'composed', resources: written };
  if (storm.state === 'discarded' || storm.state === 'submitted' || storm.state === 'divided')
    return { source: 'none', reason: whyNone(storm) };
  const sealed =
    storm.state === 'open' ? sealedAsItStands(storm, await instance.store.nowOf(storm.id)) : storm;
  if (sealed.fate === 'drop') return { source: 'none', reason: whyNone(sealed) };
  const compose = sealed.terms?.correlate ? composeCauses : composeResources;
  return { source: 'preview', resources: await compose(instance, sealed, resourceOf) };
}

/** An open storm as it would be if it were sealed now. Its state stays: its members are still its pattern's. */
function sealedAsItStands(storm: Storm, now: number): Storm {
  const fate = isScope(storm) ? causeFateNow(storm, storm.expiredCount ?? 0) : fateNow(storm);
  return { ...storm, sealedAt: now, sealReason: 'forced', fate };
}

function whyNone(storm: Storm): string {
  const { state, reason } = storm;
  if (state === 'discarded') return `It was discarded: ${reason ?? 'no reason was given'}.`;
  if (state === 'divided') return 'Each of the storms that it was divided into has its own.';
  if (state === 'submitted') return 'What was submitted is not kept any more.';
  if (state === 'open') return `If it were sealed now, it would be dropped: ${dropReason(storm)}.`;
  return `It is dropped: ${reason ?? dropReason(storm)}.`;
}
