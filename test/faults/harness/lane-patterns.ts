import { besideTenant, partitionOf, patternOf } from '../../../src/storm/pattern.ts';

/** What the alerts of one lane have in common, and the partition that they travel through. */
export interface LanePattern {
  readonly alertname: string;
  readonly namespace: string;
  readonly partition: number;
}

/**
 * Patterns for so many lanes, one partition after the other: none may stay without alerts. Where tenants have limits it is
 * the tenant, here the namespace, whose partition counts; theirs are the same ones.
 */
export function lanePatterns(lanes: number, partitions: number): LanePattern[] {
  const taken = new Set<string>();
  return Array.from({ length: lanes }, (_, i) => {
    const partition = i % partitions;
    const namespace = first(
      (n) => `team-${n}`,
      (name) => tenantPartition(name, partitions) === partition,
    );
    const alertname = first(
      (n) => `Fault${n}`,
      (name) => !taken.has(name) && ownPartition(name, namespace, partitions) === partition,
    );
    taken.add(alertname);
    return { alertname, namespace, partition };
  });
}

function ownPartition(alertname: string, namespace: string, partitions: number): number {
  return partitionOf(patternOf({ alertname, namespace }).hash, partitions);
}

function tenantPartition(namespace: string, partitions: number): number {
  const any = patternOf({ alertname: 'any', namespace });
  return partitionOf(besideTenant(any, namespace, partitions).hash, partitions);
}

function first(nameOf: (n: number) => string, fits: (name: string) => boolean): string {
  for (let n = 0; ; n++) if (fits(nameOf(n))) return nameOf(n);
}
