import type { AffectedResourceSummary, SnapshotAlert, StormSnapshot } from '../storm/snapshot.ts';
import { isoTime } from '../storm/fold-entry.ts';
import type { Storm, StormCause, StormSample } from '../storm/storm.ts';
import type { AlertStormSpec, SampleAlert } from './alert-storm.ts';
import { caps } from './caps.ts';
import { rfc3339 } from './rfc3339.ts';
import { Room } from './room.ts';
import { sizeOf } from './size.ts';

/**
 * Fills the room in the order of what a reader can least do without: the counts, the members, what the alerts of a cause
 * say, the affected resources, the samples. So samples are the first to be shortened, and members the last.
 */
export function buildSpec(snapshot: StormSnapshot, previous: string | undefined): AlertStormSpec {
  const room = new Room(caps.spec);
  const head = headOf(snapshot, previous, room);
  room.take(sizeOf(head));
  const members = room.items(snapshot.members, caps.memberItems, (member) => room.text(member, caps.member));
  const alerts = snapshot.alerts && alertsOf(snapshot.alerts, room);
  // What alerts say names their resources too: some room is left for samples then.
  const place = alerts ? shareOf(room) : room;
  const affectedResources = place.items(snapshot.affectedResources, caps.resourceItems, (resource) =>
    shortenResource(resource, room),
  );
  if (alerts) room.take(sizeOf(affectedResources));
  const samples = samplesOf(snapshot.samples, room);
  return {
    ...{ ...head, affectedResources, members, ...(alerts && { alerts }), samples },
    truncated: snapshot.truncated || room.cut,
  };
}

/** All that has to be there. Its parts are capped so that together they leave most of the room to the lists. */
function headOf(snapshot: StormSnapshot, previous: string | undefined, room: Room) {
  const { storm } = snapshot;
  const { alertCount, deliveryCount, resolvedCount, flappingCount, terms } = storm;
  return {
    storm: isStorm(storm),
    ...(terms && { rule: room.text(terms.rule, caps.rule) }),
    ...(storm.cause && { cause: causeOf(storm.cause, room) }),
    pattern: {
      text: room.text(storm.pattern.text, caps.patternText),
      labels: room.part(caps.patternLabels).pairs(storm.pattern.labels),
    },
    severity: room.text(storm.severity, caps.severity),
    ...{ alertCount, deliveryCount, resolvedCount, flappingCount },
    resolved: resolvedCount >= alertCount,
    affectedResourceCount: snapshot.affectedResourceCount,
    affectedResourcesByKind: kindsOf(snapshot.affectedResourcesByKind, room),
    commonLabels: room.part(caps.commonLabels).pairs(snapshot.commonLabels),
    commonAnnotations: room.part(caps.commonAnnotations).pairs(snapshot.commonAnnotations),
    window: windowOf(storm),
    ...(previous !== undefined && { previous: room.text(previous, caps.previous) }),
  };
}

function causeOf({ kind, name, patternCount }: StormCause, room: Room): NonNullable<AlertStormSpec['cause']> {
  return { kind, name: room.text(name, caps.causeName), patternCount };
}

/** Half of what is left: neither alerts nor what they are about crowd out all that follows. */
function shareOf(room: Room): Room {
  return room.part(Math.floor(room.left / 2));
}

function alertsOf(alerts: readonly SnapshotAlert[], room: Room): SnapshotAlert[] {
  const kept = shareOf(room).items(alerts, caps.alertItems, (alert) => shortenAlert(alert, room));
  room.take(sizeOf(kept));
  return kept;
}

function shortenAlert(alert: SnapshotAlert, room: Room): SnapshotAlert {
  const { alertname, member, kind, namespace, name, severity, reason } = alert;
  return {
    ...(alertname && { alertname: room.text(alertname, caps.alertname) }),
    member: room.text(member, caps.member),
    kind: room.text(kind, caps.kind),
    ...(namespace && { namespace: room.text(namespace, caps.resourceNamespace) }),
    name: room.text(name, caps.resourceName),
    severity: room.text(severity, caps.severity),
    ...(reason && { reason: room.text(reason, caps.reason) }),
  };
}

/** Storms of a version that had no rules have no fate, and asked for no number of alerts. */
function isStorm({ fate }: Storm): boolean {
  return fate !== 'below' && fate !== 'each';
}

function windowOf({ id, openedAt, sealedAt, sealReason }: Storm): AlertStormSpec['window'] {
  // An open storm still changes: whoever got its resource would have a storm that never was.
  if (sealedAt === undefined || sealReason === undefined) throw new RangeError(`storm ${id} is not sealed`);
  return { openedAt: isoTime(openedAt), sealedAt: isoTime(sealedAt), reason: sealReason };
}

function kindsOf(counts: Readonly<Record<string, number>>, room: Room): Record<string, number> {
  const kept = new Map<string, number>();
  for (const [kind, count] of Object.entries(counts)) {
    const short = room.text(kind, caps.kind);
    if (kept.size < caps.kindItems || kept.has(short)) kept.set(short, (kept.get(short) ?? 0) + count);
    else room.markCut();
  }
  return Object.fromEntries(kept);
}

function shortenResource(resource: AffectedResourceSummary, room: Room): AffectedResourceSummary {
  const { kind, namespace, name, alerts, firstSeen, resolved } = resource;
  return {
    kind: room.text(kind, caps.kind),
    ...(namespace && { namespace: room.text(namespace, caps.resourceNamespace) }),
    name: room.text(name, caps.resourceName),
    ...{ alerts, firstSeen, resolved },
  };
}

/** The first samples, as many as get a share worth having of what is left. */
function samplesOf(samples: readonly StormSample[], room: Room): SampleAlert[] {
  const most = Math.min(caps.sampleItems, Math.floor(room.left / caps.sampleLeast));
  const first = samples.slice(0, most);
  if (first.length < samples.length) room.markCut();
  return first.map((sample, place) => {
    const short = shortenSample(sample, room.part(Math.floor(room.left / (first.length - place))));
    room.take(sizeOf([short]));
    return short;
  });
}

/** Labels say more than annotations do, so they choose first. */
function shortenSample(sample: StormSample, room: Room): SampleAlert {
  const startsAt = rfc3339(sample.startsAt);
  if (startsAt === undefined) room.markCut();
  const head = {
    ...(startsAt !== undefined && { startsAt }),
    fingerprint: room.text(sample.fingerprint, caps.fingerprint),
  };
  room.take(sizeOf([{ ...head, labels: {}, annotations: {} }]));
  const labels = room.pairs(sample.labels);
  const link = linkOf(sample, room);
  return { ...{ labels, annotations: room.pairs(sample.annotations) }, ...head, ...link };
}

/** A link is whole or not there: a cut one leads somewhere else. */
function linkOf({ generatorURL }: StormSample, room: Room): { generatorURL?: string } {
  if (!generatorURL) return {};
  const link = { generatorURL: generatorURL.toWellFormed() };
  const bytes = sizeOf(link);
  if (sizeOf(link.generatorURL) > caps.generatorURL || bytes > room.left) {
    room.markCut();
    return {};
  }
  room.take(bytes);
  return link;
}
