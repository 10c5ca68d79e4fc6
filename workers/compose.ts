import { composeResources } from '../src/report/compose.ts';
import { formatKept, parseKept } from '../src/sink/kept.ts';
import type { Resource } from '../src/sink/resource.ts';
import type { Storm } from '../src/storm/storm.ts';
import type { WorkerContext } from './context.ts';

/**
 * The resources of a sealed storm: one, or one for each alert where its rule says so. Written down before the first try,
 * so that every try submits the same bytes.
 */
export async function resourcesOf(context: WorkerContext, storm: Storm): Promise<readonly Resource[]> {
  const { instance, resourceOf } = context;
  const kept = await instance.reader.manifest(storm.id);
  if (kept !== undefined) return parseKept(kept);
  const text = formatKept(await composeResources(instance, storm, resourceOf));
  return parseKept(await instance.reader.keepManifest(storm.id, text));
}
