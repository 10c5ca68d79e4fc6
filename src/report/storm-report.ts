import { StormfoldError } from '../errors.ts';
import type { Instance } from '../instance.ts';
import { SnapshotBuilder, type StormSnapshot } from '../storm/snapshot.ts';
import type { Storm, StormMember } from '../storm/storm.ts';

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
  const report = await readReport(instance, id, withMembers);
  if (report.storm.state !== 'open') return report;
  // Where an open storm's members are, the pattern's next storm begins the moment this one is sealed: then what was
  // read may be the other's.
  const after = await findStorm(instance, id);
  return after.state === 'open' ? report : readReport(instance, id, withMembers);
}

async function readReport(instance: Instance, id: string, withMembers: boolean): Promise<StormReport> {
  const { reader } = instance;
  const storm = await findStorm(instance, id);
  const builder = new SnapshotBuilder();
  const members: StormMember[] = [];
  for await (const page of reader.allMembers(storm)) {
    builder.add(page);
    if (withMembers) members.push(...page);
  }
  const snapshot = builder.build(storm, await reader.samples(storm));
  return { storm, snapshot, members: withMembers ? members : undefined };
}
