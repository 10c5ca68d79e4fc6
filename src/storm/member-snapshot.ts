import { SnapshotBuilder, type StormSnapshot } from './snapshot.ts';
import type { StormMember, StormSample } from './storm.ts';

/**
 * What the storm would be if this alert had been alone in it: its own counts, severity, resource and labels, and all else
 * of the storm's. Without a sample of it, only what it shares with all others is known of its labels.
 */
export function snapshotOfMember(whole: StormSnapshot, member: StormMember): StormSnapshot {
  const builder = new SnapshotBuilder();
  builder.add([member]);
  const sample = sampleOf(whole.samples, member);
  const alone = {
    ...whole.storm,
    ...{ severity: member.severity, alertCount: 1, deliveryCount: member.deliveries },
    resolvedCount: member.endsAt === undefined ? 0 : 1,
  };
  return {
    ...builder.build(alone, sample === undefined ? [] : [sample]),
    commonLabels: sample?.labels ?? whole.commonLabels,
    commonAnnotations: sample?.annotations ?? whole.commonAnnotations,
  };
}

// A fingerprint that resolved and fired again has two members. Its labels are the same in both.
function sampleOf(samples: readonly StormSample[], member: StormMember): StormSample | undefined {
  const own = samples.filter(({ fingerprint }) => fingerprint === member.fingerprint);
  const sample = own.find(({ startsAt }) => startsAt === member.startsAt) ?? own[0];
  return sample && { ...sample, startsAt: member.startsAt };
}
