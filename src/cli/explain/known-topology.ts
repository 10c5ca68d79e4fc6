import { setTimeout as pause } from 'node:timers/promises';

import type { Topology } from '../../alert/topology.ts';
import { topologyKindOf } from '../../config/settings-topology.ts';
import type { Config } from '../../config.ts';
import { StormfoldError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import type { LiveTopology } from '../../topology/live-topology.ts';

/** What is known of a cluster, for one answer. */
export interface KnownTopology {
  readonly topology: Topology;
  /** The file, or `kubernetes`; undefined: nothing is known. */
  readonly source: string | undefined;
  /** `with the topology of t.yaml`. */
  readonly text: string;
}

/** Somebody sits and waits. A large cluster takes seconds. */
const patienceMs = 30_000;
const lookEveryMs = 50;

/**
 * Answers with the topology that was asked for (a path, `kubernetes`, `off`), else with the configuration's: of that a file is
 * read, and a cluster is not asked unless somebody says so. Throws a ConfigError for a file with faults, and where there is no
 * cluster; a StormfoldError for one that does not answer.
 */
export async function withTopology<T>(
  asked: string | undefined,
  config: Config['topology'],
  use: (known: KnownTopology) => T,
): Promise<T> {
  const { kind, file } = asked === undefined ? config : { kind: topologyKindOf(asked), file: asked };
  if (kind === 'off') return use(await nothingKnown('there is no topology'));
  if (kind === 'kubernetes' && asked === undefined)
    return use(await nothingKnown('the cluster is only asked with --topology kubernetes'));
  const source = kind === 'file' ? (file ?? '') : kind;
  const live = await open({ ...config, kind, file: kind === 'file' ? source : undefined });
  try {
    await synced(live);
    const place = kind === 'file' ? source : 'the cluster';
    return use({ topology: live.topology, source, text: `with the topology of ${place}${lacking(live)}` });
  } finally {
    await live.close();
  }
}

async function nothingKnown(why: string): Promise<KnownTopology> {
  const { Known } = await import('../../topology/known.ts');
  const topology = new Known({ maxObjects: 0, goneForMs: 0 });
  return { topology, source: undefined, text: `by labels alone, because ${why}` };
}

async function open(config: Config['topology']): Promise<LiveTopology> {
  const [{ openTopology }, { TopologyMetrics }, { Registry }] = await Promise.all([
    import('../../topology/open-topology.ts'),
    import('../../metrics/topology.ts'),
    import('prom-client'),
  ]);
  const metrics = new TopologyMetrics(new Registry());
  const live = await openTopology(config, { log: silentLog(), metrics });
  if (!live) throw new RangeError(`there is nothing to open of the kind ${config.kind}`);
  return live;
}

async function synced(live: LiveTopology): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!live.synced) {
    if (performance.now() > deadline)
      throw new StormfoldError(`the cluster has not told all that it has within ${patienceMs / 1000} s`, {
        advice: 'Try again, or go by labels alone with --topology off.',
      });
    await pause(lookEveryMs);
  }
}

/** Kinds that may not be read, or that the server has not. */
function lacking({ state }: LiveTopology): string {
  const { kinds } = state as { readonly kinds?: Readonly<Record<string, string>> };
  const missing = Object.entries(kinds ?? {}).filter(([, how]) => how !== 'synced');
  if (missing.length === 0) return '';
  return `, without ${missing.map(([kind, how]) => `${kind} (${how})`).join(', ')}`;
}
