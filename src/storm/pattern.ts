import { createHash } from 'node:crypto';

import { namespaceOf } from '../alert/affected-resource.ts';
import type { Labels } from '../alert/alert.ts';
import type { Tenant } from './terms.ts';

/** What makes alerts belong together. */
export interface Pattern {
  /** For people: `KubePodCrashLooping in shop`. */
  readonly text: string;
  readonly labels: Labels;
  /** 16 hex digits over the labels: keys, ids and partitions hang off it, never off raw names. */
  readonly hash: string;
}

/** By which labels alerts belong together, of which rule. */
export interface PatternBy {
  /** Names of labels; `...` is all of them. */
  readonly by: readonly string[];
  /** Undefined: that of the rule which has no matchers. */
  readonly rule?: string | undefined;
}

export const defaultBy = ['alertname', 'namespace', 'cluster'] as const;

/** The pattern of an alert's labels; by default its name in its namespace, of its cluster where the label exists. */
export function patternOf(labels: Labels, { by, rule }: PatternBy = { by: defaultBy }): Pattern {
  const own = ownLabels(labels, by);
  // Two rules never share a storm, whatever labels they go by.
  return { text: textOf(own, rule), labels: own, hash: hashOf(own, rule) };
}

/**
 * A text of the labels that `by` names: the same for labels of the same pattern, and for no others. It is quicker to make
 * than the pattern. Not for `...`.
 */
export function patternText(labels: Labels, by: readonly string[]): string {
  let text = '';
  for (const name of by) {
    // With its length, as any character may stand in a label. No label that is there is empty.
    const label = readLabel(labels, name) ?? '';
    text += `${label.length}:${label}`;
  }
  return text;
}

/**
 * What alerts belong to that are correlated: all of one value of this label, and all that lack it. Whatever may have one
 * cause shares its storm, and so its partition.
 */
export function scopeOf(labels: Labels, label: string): Pattern {
  const value = readLabel(labels, label);
  const own = value === undefined ? {} : { [label]: value };
  return { text: textOf(own, 'everything'), labels: own, hash: hashOf(own, 'the scope') };
}

/** The partition that a pattern's alerts travel through, 0 to `partitions` - 1. */
export function partitionOf(patternHash: string, partitions: number): number {
  return numberOf(patternHash) % partitions;
}

/** Whose alerts a pattern's are, where the label of tenants is one of those that make it. */
export function tenantNameOf({ labels }: Pattern, label: string): string | undefined {
  // As in `by`: of all labels, the object's own namespace.
  return label === 'namespace' ? namespaceOf(labels) : readOwn(labels, label);
}

/**
 * The pattern in its tenant's partition, where all of the tenant's storms are: there one script sees how many they are.
 * Only the lowest digits of its hash change, by as much as picks the partition.
 */
export function besideTenant(pattern: Pattern, tenant: string, partitions: number): Pattern {
  const wanted = partitionOf(sha(tenant), partitions);
  const n = numberOf(pattern.hash);
  const near = n - (n % partitions) + wanted;
  const moved = near > 0xffffffff ? near - partitions : near;
  return { ...pattern, hash: moved.toString(16).padStart(8, '0') + pattern.hash.slice(8) };
}

/** What a tenant's alerts beyond its limits belong to. */
export function overflowOf({ label, name }: Tenant, partitions: number): Pattern {
  const labels = { [label]: name };
  const pattern = { text: `overflow of ${name}`, labels, hash: hashOf(labels, true) };
  return besideTenant(pattern, name, partitions);
}

function ownLabels(labels: Labels, by: readonly string[]): Labels {
  if (by.includes('...')) return labels;
  const pairs = by.map((name) => [name, readLabel(labels, name)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

// The `exported_` label is the object's where a scrape did not honour labels.
function readLabel(labels: Labels, name: string): string | undefined {
  if (name === 'alertname') return labels['alertname'] || '(unnamed)';
  if (name === 'namespace') return namespaceOf(labels);
  return readOwn(labels, name);
}

// A label may be called `constructor`, and every object inherits one. An empty label is a missing one.
function readOwn(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] || undefined : undefined;
}

function textOf(own: Labels, rule: string | undefined): string {
  const { alertname, namespace, cluster, ...others } = own;
  const head = alertname ?? rule ?? 'alerts';
  const place = [namespace && `in ${namespace}`, cluster && `of cluster ${cluster}`].filter(Boolean);
  const rest = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  return [head, ...place, ...(rest.length > 0 ? [`with ${rest.join(', ')}`] : [])].join(' ');
}

function numberOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16);
}

/** `more` tells apart what has the same labels: a rule's name, or words that no rule may have for a name; true over a tenant's limits. */
function hashOf(labels: Labels, more?: string | true): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha(JSON.stringify(more === undefined ? pairs : [pairs, more])).slice(0, 16);
}

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
