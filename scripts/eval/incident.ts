import type { DeliveredAlert, Delivery, Topology, Truth } from './format.ts';

/** `fingerprint@startsAt`, the time as it was written in the body: one firing of one alert. */
export type MemberKey = `${string}@${string}`;

/** What a method may see of an incident: not the truth. */
export interface Incident {
  readonly name: string;
  /** The webhook's path; an Alertmanager with two receivers delivers everything twice, and one of them is taken. */
  readonly path: string;
  /** In the order of their arrival, of that path only. */
  readonly deliveries: readonly Delivery[];
  readonly topology: Topology;
}

/** An incident and which of its alerts share a cause. */
export interface KnownIncident {
  readonly incident: Incident;
  readonly truth: Truth;
  /** Everything that was recorded, on any path. */
  readonly recorded: readonly Delivery[];
}

/** One way of putting alerts together. */
export interface Method {
  readonly name: string;
  /** Which alerts make one item. A firing that no item names counts as an item of its own. */
  itemsOf(incident: Incident): Promise<readonly (readonly MemberKey[])[]>;
}

/** The path that is scored, where there are several. */
const usualPath = '/by-namespace';

/** Heartbeats and helpers of inhibition: no method is asked about them. */
const excluded: ReadonlySet<string | undefined> = new Set(['Watchdog', 'InfoInhibitor']);

export function keyOf({ fingerprint, startsAt }: { fingerprint: string; startsAt: string }): MemberKey {
  return `${fingerprint}@${startsAt}`;
}

export function counts({ labels }: Pick<DeliveredAlert, 'labels'>): boolean {
  return !excluded.has(labels['alertname']);
}

/** Every firing that was delivered as firing, in the order of arrival, each as it first came. */
export function firingsOf({ deliveries }: Incident): ReadonlyMap<MemberKey, DeliveredAlert> {
  const alerts = deliveries.flatMap(({ body }) => body.alerts);
  const firing = alerts.filter((alert) => alert.status === 'firing' && counts(alert));
  return new Map([...Map.groupBy(firing, keyOf)].flatMap(([key, [first]]) => (first ? [[key, first]] : [])));
}

/** The path to score: the usual one, else the one there is. */
export function pathOf(recorded: readonly Delivery[]): string {
  const paths = new Set(recorded.map(({ path }) => path));
  return paths.has(usualPath) ? usualPath : ([...paths][0] ?? usualPath);
}
