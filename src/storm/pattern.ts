import { createHash } from 'node:crypto';

import type { Labels } from '../alert/alert.ts';
import { namespaceOf } from '../alert/affected-resource.ts';

/** What makes alerts belong together. */
export interface Pattern {
  /** For people: `KubePodCrashLooping in shop`. */
  readonly text: string;
  readonly labels: Labels;
  /** 16 hex digits over the labels: keys, ids and partitions hang off it, never off raw names. */
  readonly hash: string;
}

/** The pattern of an alert's labels: its name in its namespace, of its cluster where the label exists. */
export function patternOf(labels: Labels): Pattern {
  const alertname = labels['alertname'] || '(unnamed)';
  const namespace = namespaceOf(labels);
  const cluster = labels['cluster'] || undefined;
  const place = [namespace && `in ${namespace}`, cluster && `of cluster ${cluster}`].filter(Boolean);
  const own = { alertname, ...(namespace && { namespace }), ...(cluster && { cluster }) };
  return { text: [alertname, ...place].join(' '), labels: own, hash: hashOf(own) };
}

/** The partition that a pattern's alerts travel through, 0 to `partitions` - 1. */
export function partitionOf(patternHash: string, partitions: number): number {
  return Number.parseInt(patternHash.slice(0, 8), 16) % partitions;
}

function hashOf(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(pairs)).digest('hex').slice(0, 16);
}
