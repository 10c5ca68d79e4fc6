import type { Alert, RejectedAlert } from '../alert/alert.ts';
import type { Route } from '../rules/route.ts';
import { partitionOf } from '../storm/pattern.ts';

/** What a request brought. */
export interface Request {
  /** In logs and answers; may come from the sender. */
  readonly requestId: string;
  readonly alerts: readonly Alert[];
  readonly rejected: readonly RejectedAlert[];
  readonly truncated: boolean;
}

/** The rules as they are now, and what stands for them. */
export interface Routing {
  readonly routeOf: (alert: Alert) => RoadOf;
  readonly patterns: string;
}

type RoadOf = Omit<Route, 'rule'>;

/** One alert, and where it goes. */
export interface RoutedAlert {
  readonly alert: Alert;
  readonly road: RoadOf;
}

/** A request whose alerts were all asked the rules about, so that nothing that is in it can hinder others it goes with. */
export interface RoutedRequest extends Pick<Request, 'requestId' | 'rejected' | 'truncated'> {
  readonly alerts: readonly RoutedAlert[];
  readonly excluded: number;
  readonly patterns: string;
  /** The trace that it is part of, as its jobs carry it; undefined: nothing is traced. */
  readonly trace?: string | undefined;
}

export function routeRequest(request: Request, { routeOf, patterns }: Routing): RoutedRequest {
  const { requestId, rejected, truncated } = request;
  let excluded = 0;
  const alerts = request.alerts.map((alert): RoutedAlert => {
    const road = routeOf(alert);
    if (road.excluded) excluded += 1;
    return { alert, road };
  });
  return { requestId, rejected, truncated, alerts, excluded, patterns };
}

/**
 * The shares of a request that have nothing to do with each other, where each partition may be on a server of its own.
 * Rejected alerts belong to partition 0.
 */
export function byPartition(
  request: RoutedRequest,
  partitions: number,
): readonly (readonly [partition: number, share: RoutedRequest])[] {
  const { alerts, rejected } = request;
  const shares = Map.groupBy(alerts, ({ road }) => partitionOf(road.pattern.hash, partitions));
  if (rejected.length > 0 && !shares.has(0)) shares.set(0, []);
  return [...shares].map(([partition, own]) => {
    return [partition, { ...request, alerts: own, rejected: partition === 0 ? rejected : [] }] as const;
  });
}
