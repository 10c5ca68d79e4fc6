import { StormfoldError } from '../errors.ts';
import type { Instance } from '../instance.ts';
import { SnapshotBuilder, type StormSnapshot } from '../storm/snapshot.ts';
import type { Storm, StormMember } from '../storm/storm.ts';
import { readSteadily } from './steady.ts';

/** A storm with all that is known about it. */
export interface StormReport {
  readonly storm: Storm;
  readonly snapshot: StormSnapshot;
  /** Every one of them, if they were asked for. */
  readonly members: readonly StormMember[] | undefined;
}

/** Throws a StormfoldError when there is no such storm. */
export async function findStorm({ reader }: Instance, id: string): Promise<Storm> {
  const storm = await reader.storm(id);
  if (storm) return storm;
  const advice = 'See `stormfold storms list`; submitted storms are forgotten after their retention.';
  throw new StormfoldError(`there is no storm ${id}`, { advice });
}

export async function reportOn(instance: Instance, id: string, withMembers: boolean): Promise<StormReport> {
  return readSteadily(
    () => findStorm(instance, id),
    (storm) => readReport(instance, storm, withMembers),
  );
}

async function readReport({ reader }: Instance, storm: Storm, withMembers: boolean): Promise<StormReport> {
  const builder = new SnapshotBuilder();
  const members: StormMember[] = [];
  for await (const page of reader.allMembers(storm)) {
    builder.add(page);
    if (withMembers) members.push(...page);
  }
  const snapshot = builder.build(storm, await reader.samples(storm));
  return { storm, snapshot, members: withMembers ? members : undefined };
}
