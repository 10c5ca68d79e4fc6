import { createHash } from 'node:crypto';

import { commonIdsOf } from './common-pairs.ts';
import { sampleOfScoped, withReason } from './fold-entry.ts';
import { type Pattern, defaultBy, patternOf, patternText } from './pattern.ts';
import type { ScopeMember } from './scope-member.ts';
import { type Severity, severityOf } from './severity.ts';
import { type CauseKind, type Storm, type StormCause, patternHashOf } from './storm.ts';
import { type StormTerms, mostEach } from './terms.ts';

/** Which alerts of a scope's storm have one cause, by their ordinals there, and why each of them is thought to. */
export interface PlannedCause {
  /** The id of the storm that is made of them. */
  readonly id: string;
  readonly kind: CauseKind;
  readonly name: string;
  /** In order of arrival. */
  readonly members: readonly (readonly [ordinal: number, reason: string])[];
}

/** What becomes of a scope's sealed storm. */
export interface DivisionPlan {
  readonly causes: readonly PlannedCause[];
  /** Members whose causes began too late, by their ordinals: in this order they go over into the scope's next storm. */
  readonly carried: readonly number[];
  /** When the window of the first of these ends; milliseconds since 1970. */
  readonly carriedUntil?: number;
}

/** A storm that is to be made of those members of a scope's storm that have one cause. */
export interface CauseStorm {
  readonly id: string;
  /** The same for the same cause in each window. */
  readonly causeHash: string;
  readonly pattern: Storm['pattern'];
  readonly cause: StormCause;
  readonly terms: StormTerms;
  /** The highest. */
  readonly severity: Severity;
  /** `,id,id,` of what all of them share. */
  readonly commonPairs: string;
  /** When the first of them arrived. */
  readonly openedAt: number;
  /** The first few, whole. */
  readonly samples: readonly string[];
  readonly members: readonly CauseStormMember[];
}

interface CauseStormMember {
  readonly ordinal: number;
  readonly text: string;
  readonly fingerprint: string;
  readonly flaps: boolean;
}

/** A member of a storm. */
export interface MemberPlace {
  readonly id: string;
  readonly ordinal: number;
}

/** What each member of the scope's storm that was not carried over has become, by its ordinal there. */
export function placesIn({ causes }: DivisionPlan): ReadonlyMap<number, MemberPlace> {
  const places = causes.flatMap(({ id, members }) =>
    members.map(([from], ordinal) => [from, { id, ordinal }] as const),
  );
  return new Map(places);
}

/** The id of a cause's storm: of the scope's own kind, so that it is found in the scope's partition. */
export function causeStormId(scopeId: string, firstEpisode: string): string {
  return `${patternHashOf(scopeId)}-${sha(`${scopeId}|${firstEpisode}`).slice(0, 12)}`;
}

/** `severityOrder` and `samples` are the configuration's. */
export function causeStormOf(
  scope: Storm,
  planned: PlannedCause,
  all: readonly ScopeMember[],
  { severityOrder, samples }: { readonly severityOrder: readonly string[]; readonly samples: number },
): CauseStorm {
  const { id, kind, name } = planned;
  const own = planned.members.flatMap(([ordinal, reason]) => {
    const found = all[ordinal];
    return found ? [{ ...found, reason }] : [];
  });
  const patterns = patternsOf(own);
  const terms = termsOf(scope);
  return {
    ...{ id, terms, causeHash: sha(`${patternHashOf(scope.id)}|${kind}|${name}`).slice(0, 16) },
    pattern: patternFor(name, [...patterns.values()]),
    cause: { kind, name, patternCount: patterns.size, scopeId: scope.id },
    severity: highestOf(own, severityOrder),
    commonPairs: commonIdsOf(own.map(({ alert }) => alert ?? { labels: {}, annotations: {} })),
    openedAt: earliest(own.map(({ member }) => member.arrivedAt)),
    samples: samplesOf(own, terms.below === 'each' ? mostEach : samples),
    members: own.map(({ ordinal, text, reason, member: { fingerprint, flapping = false } }) => {
      return { ordinal, text: withReason(text, reason), fingerprint, flaps: flapping };
    }),
  };
}

function termsOf({ terms }: Storm): StormTerms {
  const { correlate: _scope, maxAlerts: _most, ...rest } = terms ?? noTerms;
  return rest;
}

const noTerms: StormTerms = {
  ...{ rule: 'default', windowMs: 0, below: 'submit', whenResolved: 'submit', cooldownMax: 0 },
  updates: false,
};

function patternsOf(own: readonly ScopeMember[]): ReadonlyMap<string, Pattern> {
  const found = new Map<string, Pattern>();
  for (const { alert, member } of own) {
    const labels = alert?.labels ?? { alertname: member.alertname ?? '' };
    const text = patternText(labels, defaultBy);
    if (!found.has(text)) found.set(text, patternOf(labels));
  }
  return found;
}

/** That of its alerts where they have one in common, so that it looks as it would without correlation. */
function patternFor(name: string, patterns: readonly Pattern[]): Storm['pattern'] {
  const [first, ...others] = patterns;
  if (!first || others.length === 0) return { text: first?.text ?? name, labels: first?.labels ?? {} };
  const common = Object.entries(first.labels).filter(([label, value]) =>
    others.every(({ labels }) => labels[label] === value),
  );
  return { text: name, labels: Object.fromEntries(common) };
}

function highestOf(own: readonly ScopeMember[], order: readonly string[]): Severity {
  const all = own.map(({ member }) => severityOf(member.severity, order));
  return all.reduce((highest, each) => (each.rank < highest.rank ? each : highest), severityOf('', order));
}

/** The first of each alertname before the others: of a few, those that say most. In order of arrival. */
function samplesOf(own: readonly ScopeMember[], most: number): readonly string[] {
  const seen = new Set<string>();
  const [firsts, others]: [ScopeMember[], ScopeMember[]] = [[], []];
  for (const one of own) {
    const name = one.member.alertname ?? '';
    (seen.has(name) ? others : firsts).push(one);
    seen.add(name);
  }
  const chosen = [...firsts, ...others].slice(0, most).toSorted((a, b) => a.ordinal - b.ordinal);
  return chosen.flatMap(({ sample }) => (sample === '' ? [] : sampleOfScoped(sample)));
}

/** Infinity of none. Not by `Math.min`, which takes no more arguments than fit on the stack: a scope can have more alerts. */
export function earliest(times: readonly number[]): number {
  return times.reduce((first, each) => Math.min(first, each), Infinity);
}

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
