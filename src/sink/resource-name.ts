import { type Storm, patternHashOf } from '../storm/storm.ts';

/** 63 is what a DNS label may have; three are kept free for a successor's `-2` to `-99`. */
const longestName = 63 - '-99'.length;

/** What the name of one of a hundred members ends in. */
const longestMemberEnd = '-a100'.length;

const longestLabel = 63;

/** What a storm is named after: its alerts' name where they have one in common, else its cause. */
export interface Named extends Pick<Storm, 'id' | 'cause'> {
  readonly pattern: Pick<Storm['pattern'], 'labels'>;
}

/**
 * The name of the resource that stands for a storm: the same for every try, and from any process. It is also how the
 * storm before is named.
 */
export function resourceNameOf(storm: Named): string {
  return nameWithin(longestName, storm);
}

/**
 * The name of the resource that stands for one member of a storm: the storm's own and `-a<ordinal>`, 1 for the first to
 * arrive, at most 100. No successor of the storm's ends so. Of a very long alertname less is left than in the storm's.
 */
export function memberResourceNameOf(storm: Named, ordinal: number): string {
  return `${nameWithin(longestName - longestMemberEnd, storm)}-a${ordinal}`;
}

function nameWithin(longest: number, { pattern, cause, id }: Named): string {
  const suffix = id.slice(patternHashOf(id).length);
  const room = longest - 'storm-'.length - suffix.length;
  const slug = trimEnd(slugOf(pattern.labels['alertname'] ?? cause?.name ?? '').slice(0, room));
  return slug === '' ? `storm${suffix}` : `storm-${slug}${suffix}`;
}

/** The name of the n-th resource of one storm: the first has the storm's own name, the second ends in `-2`. */
export function successorName(name: string, n: number): string {
  return n === 1 ? name : `${name}-${n}`;
}

/** The text as a label's value, or undefined where no character of it may stand in one. */
export function labelValueOf(text: string): string | undefined {
  const valid = text.replaceAll(/[^A-Za-z0-9_.-]+/g, '-');
  const value = trimEnd(trimStart(valid).slice(0, longestLabel));
  return value === '' ? undefined : value;
}

function slugOf(text: string): string {
  // Letters lose their accents before everything that is no letter becomes a dash: `Größe` is `gro-e`, not `gr-e`.
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return trimStart(plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
}

function trimStart(text: string): string {
  return text.replace(/^[^A-Za-z0-9]+/, '');
}

// Only for texts that were cut to a label's length: over a long one this takes quadratic time.
function trimEnd(text: string): string {
  return text.replace(/[^A-Za-z0-9]+$/, '');
}
