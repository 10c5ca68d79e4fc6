/** The words of one alert, as a sender delivered it. Pure: nothing here knows Redis, HTTP or Kubernetes. */

export type AlertStatus = 'firing' | 'resolved';

export type Labels = Readonly<Record<string, string>>;

/** One firing (or resolved) thing. Timestamps keep the sender's text: Date would cut their nanoseconds. */
export interface Alert {
  readonly status: AlertStatus;
  /** Never empty; `alertname` is always present (`(unnamed)` when the sender left it out). */
  readonly labels: Labels;
  readonly annotations: Labels;
  /** RFC 3339, absent when the sender left it out or sent the zero time. */
  readonly startsAt?: string;
  /**
   * RFC 3339. Of a resolved alert, when it ended; of a firing one, when it will have ended unless it is sent again, which
   * only those say that post to `/api/v2/alerts`. Absent where the sender gave none.
   */
  readonly endsAt?: string;
  readonly generatorURL?: string;
  /** As sent; computed like Alertmanager's (16 hex digits) when the sender left it out. */
  readonly fingerprint: string;
}

/** The thing that an alert is about. Cluster-scoped kinds carry no namespace. */
export interface AffectedResource {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** What is wrong with an alert that can't be read, as a word for metrics: few, and none made of what was sent. */
export const alertFaults = ['not_an_object', 'status', 'labels', 'timestamp', 'too_large'] as const;
export type AlertFault = (typeof alertFaults)[number];

/** An alert that could not be read: which, why in words for its sender, and what was sent (cut to 64 KiB). */
export interface RejectedAlert {
  readonly index: number;
  readonly fault: AlertFault;
  readonly reason: string;
  readonly raw: string;
}

/** A notification, read alert by alert. `received` counts what was in `alerts`, before any of it was judged. */
export interface Notification {
  readonly received: number;
  readonly alerts: readonly Alert[];
  readonly rejected: readonly RejectedAlert[];
  /** The sender cut alerts off (`max_alerts`): the storms this touches are not the whole truth. */
  readonly truncated: boolean;
}
