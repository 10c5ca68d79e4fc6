import { randomUUID } from 'node:crypto';

import { messageOf } from '../src/errors.ts';
import type { Instance } from '../src/instance.ts';
import { partitionOf } from '../src/storm/pattern.ts';
import { type Storm, patternHashOf } from '../src/storm/storm.ts';

/** Replicas that are away are not asked for again sooner than this. */
const lookAgainMs = 1000;

type Sources = Pick<Instance, 'redis' | 'replicas' | 'keys' | 'config' | 'log'>;

/** Milliseconds until it is to be looked again whether enough replicas have the storm's seal; 0 when they have. */
export async function untilCopied(sources: Sources, storm: Storm): Promise<number> {
  const { redis, replicas, keys, config, log } = sources;
  if (!replicas) return 0;
  const partition = partitionOf(patternHashOf(storm.id), config.partitions);
  const places = keys.partition(partition);
  const mark = replicas.mark(partition, places, randomUUID());
  const [name, args] = mark.command;
  // In one step: the mark is on the Redis that has this seal, or the seal is not on it.
  const replies = await redis
    .multi()
    .call(name, [...args])
    .hget(places.storm(storm.id).record, 'sealWrittenAt')
    .exec();
  const [, sealed] = replies ?? [];
  if (Number(sealed?.[1] ?? 0) !== (storm.sealWrittenAt ?? 0)) return lookAgainMs;
  try {
    if (await replicas.have([mark])) return 0;
    log.warn({ stormId: storm.id }, 'too few replicas have the seal, the resource waits for them');
  } catch (error) {
    log.warn({ stormId: storm.id, error: messageOf(error) }, 'replicas could not be asked for the seal');
  }
  return lookAgainMs;
}
