import type { CauseStorm } from '../storm/cause-storm.ts';
import type { ScopeMember } from '../storm/scope-member.ts';
import type { StormState } from '../storm/storm.ts';

/** Members that one call carries over: each is a kilobyte, and Redis does nothing else meanwhile. */
export const carriedAtOnce = 500;

export interface DivideReply {
  /** `gone`: the scope's storm is not there, or not sealed (any more). */
  readonly kind: 'divided' | 'gone';
  readonly now: number;
  /** What the cause's storm has come to since. */
  readonly state?: StormState;
}

/** Members of a scope's sealed storm that are to be taken over into its next. */
export interface CarriedMembers {
  /** 1 for the first of them, then 2 and so on. */
  readonly step: number;
  /** Of the storm that is opened if there is none. */
  readonly id: string;
  /** When the window of the first of their causes ends. */
  readonly until: number;
  readonly openedAt: number;
  readonly members: readonly ScopeMember[];
  readonly rankOf: (severity: string) => number;
}

export interface CarryReply {
  readonly kind: 'carried' | 'gone';
  readonly now: number;
  /** The storm that has them; undefined where it is not open any more. */
  readonly open?: { readonly id: string; readonly sealAt: number };
}

/** What `divide` is told of the storm that it makes. */
export function divideArgs(storm: CauseStorm): (string | number)[] {
  const { pattern, cause, terms, severity, commonPairs, openedAt, samples, members } = storm;
  return [
    ...[JSON.stringify(pattern), JSON.stringify(cause), JSON.stringify(terms)],
    ...[severity.name, severity.rank, commonPairs, openedAt, samples.length, ...samples],
    ...members.flatMap(({ ordinal, text, fingerprint, flaps }) => [ordinal, text, flaps ? fingerprint : '']),
  ];
}
