import { StormfoldError } from '../errors.ts';
import type { Instance } from '../instance.ts';
import { SnapshotBuilder, type StormSnapshot } from '../storm/snapshot.ts';
import type { Storm, StormMember } from '../storm/storm.ts';
import { readSteadily } from './steady.ts';

/** A storm with all that is known about it. */
export interface StormReport {
  readonly storm: Storm;
  readonly snapshot: StormSnapshot;
  /** Of one that was divided: the first of the storms that its causes got, as far as they are still there. */
  readonly into: readonly Storm[];
  /** Every one of them, if they were asked for. */
  readonly members: readonly StormMember[] | undefined;
}

/** Most storms that one was divided into which are looked at: a scope can have thousands of causes. */
const mostDivided = 100;

/** The first storms that one was divided into, without those that are past their retention. */
export async function dividedStorms(
  reader: Pick<Instance['reader'], 'storm'>,
  { dividedInto = [] }: Storm,
): Promise<readonly Storm[]> {
  const storms = await Promise.all(dividedInto.slice(0, mostDivided).map((id) => reader.storm(id)));
  return storms.filter((storm) => storm !== undefined);
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
  const [samples, into] = await Promise.all([reader.samples(storm), dividedStorms(reader, storm)]);
  return { storm, snapshot: builder.build(storm, samples), into, members: withMembers ? members : undefined };
}
