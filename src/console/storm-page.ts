import type { Instance } from '../instance.ts';
import { finalizeQueueName } from '../queue/names.ts';
import { dividedStorms } from '../report/storm-report.ts';
import { keepCommon } from '../storm/common-pairs.ts';
import { carriedOver } from '../storm/scope.ts';
import type { Storm, StormSample } from '../storm/storm.ts';
import type { StormDigest } from './digest.ts';
import type { Digests } from './digests.ts';
import type { Events } from './feed.ts';
import { type Divided, type SamplesView, type StormPageView, rowOf } from './views.ts';

/** What a storm's own page is told. `gone` once it is past its retention, or never was. */
export async function stormEvents(
  { reader, store }: Pick<Instance, 'reader' | 'store'>,
  digests: Digests,
  stormId: string,
): Promise<Events> {
  const [storm, now] = await Promise.all([reader.storm(stormId), store.nowOf(stormId)]);
  if (!storm) return { clock: { now }, gone: { id: stormId } };
  const parts = [digests.of(storm), reader.samples(storm), dividedStorms(reader, storm)] as const;
  const [digest, samples, into] = await Promise.all(parts);
  const view = { ...viewOf(storm, digest), divided: dividedOf(storm, into) };
  return { clock: { now }, storm: view, samples: samplesOf(storm, samples) };
}

function dividedOf(storm: Storm, into: readonly Storm[]): Divided | undefined {
  if (storm.state !== 'divided') return undefined;
  const { dividedInto = [] } = storm;
  return { total: dividedInto.length, storms: into.map(rowOf), carried: carriedOver(storm, into) };
}

function samplesOf({ commonPairs }: Storm, samples: readonly StormSample[]): SamplesView {
  const [first] = samples;
  return { samples, common: first ? keepCommon('l', first.labels, new Set(commonPairs)) : {} };
}

function viewOf(storm: Storm, digest: StormDigest): StormPageView {
  const { sealReason, fate, truncated, previousId, requestId, sealedAt, openedAt, sealAt } = storm;
  return {
    storm: {
      ...rowOf(storm),
      ...{ sealReason, fate, truncated, previousId, requestId },
      labels: storm.pattern.labels,
      causeKind: storm.cause?.kind,
      scopeId: storm.cause?.scopeId,
      joined: storm.joinedCount,
      endedLate: storm.endedLateCount,
      flapping: storm.flappingCount,
      jobs: [{ title: 'finalize job', path: `/queues/queue/${finalizeQueueName}/${storm.id}` }],
    },
    timeline: { from: openedAt, until: sealedAt ?? sealAt, binMs: digest.binMs, bins: digest.bins },
    kinds: digest.kinds,
  };
}
