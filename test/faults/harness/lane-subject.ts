import type { LanePattern } from './lane-patterns.ts';

/** What one alert is about. */
export interface Told {
  /** As `spec.pattern.text` has it, where patterns decide. */
  readonly pattern: string;
  /** Its own within the lane: the name of its pod, or of whatever else it is about. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where causes decide. */
  readonly cause?: Cause;
}

/** What an alert is of, by construction. */
export interface Cause {
  readonly name: string;
  /** What of it is of one cause even in a window that has no `head`. */
  readonly part: string;
  /** It is what all others of the cause follow from. */
  readonly head: boolean;
}

/** What the alerts of one lane are about, so many different ones, and the partition that they travel through. */
export interface LaneSubject {
  readonly partition: number;
  readonly size: number;
  readonly tell: (n: number) => Told;
}

/** Forty pods of one pattern. */
export function podsOf({ alertname, namespace, partition }: LanePattern): LaneSubject {
  const tell = (n: number): Told => {
    const name = `pod-${n}`;
    const labels = { alertname, namespace, pod: name, severity: 'warning' };
    return { pattern: `${alertname} in ${namespace}`, name, labels };
  };
  return { partition, size: 40, tell };
}
